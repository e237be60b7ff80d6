/// Neither try! nor as! nor fatalError( in a comment or a text breaks a rule.
protocol Reader {
    func read(_ text: String) throws -> Int
    init(text: String)
    subscript(index: Int) -> Int { get }
    var count: Int { get }
}

struct Sample: Reader {
    let count = 3

    init(text: String) {
        self.init(text: "try! fatalError(\(text as! String)) as!")  // breaks: force cast
    }

    subscript(index: Int) -> Int { index }

    func read(_ text: String = { "}" }()) throws -> Int {
        let value = try! parse(text)  // breaks: force try
        guard value > 0 else { fatalError("negative") }  // breaks: fatal error
        return value
    }

    func ends() { missing() }  // TODO: later // breaks: open end
}
