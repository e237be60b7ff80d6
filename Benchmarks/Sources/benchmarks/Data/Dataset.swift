import Foundation

/// A made-up shop of any size, the same for the same seed but for its days: a few customers buy much and often, many once and never
/// again, over four years, so that every segment occurs.
struct Dataset: Sendable {
    let customers: Int
    let orders: Int
    let seed: UInt64

    /// The days of the shop, in UTC. They end before yesterday, so that today is the day after ``asOfDay``: the daily run
    /// goes by the clock.
    static let dayCount = 1_461
    static let firstDay = asOfDay - dayCount
    /// Yesterday, the day after the last order.
    static let asOfDay = Int(Date.now.timeIntervalSince1970) / 86_400 - 1
    static let asOf = String(Timestamp.text(asOfDay * 86_400).prefix(10))

    static let ordersHeader =
        "order_id,customer_id,placed_at,total,status,channel,email,first_name,last_name\n"

    /// Writes `customers.csv`, `orders.csv`, and `bare.csv`: the orders as the numbers that a table holds.
    func write(to folder: String) throws {
        let people = try FileWriter("\(folder)/customers.csv")
        people.append("customer_id,first_name,last_name,email\n")
        for customer in 0..<customers { people.append(person(customer).line + "\n") }
        try people.close()
        let told = try FileWriter("\(folder)/orders.csv")
        let bare = try FileWriter("\(folder)/bare.csv")
        told.append(Dataset.ordersHeader)
        for order in 0..<orders {
            let sale = sale(order)
            told.append(line(sale))
            bare.append(
                "1,\(sale.customer + 1),\(sale.placedAt * 1000),\(order + 1),\(sale.cents),\(sale.statusCode)\n")
        }
        try told.close()
        try bare.close()
    }

    /// Writes new orders of the given share of the customers, placed on the day of `asOf`.
    func writeChanges(share: Double, to path: String) throws {
        let file = try FileWriter(path)
        file.append(Dataset.ordersHeader)
        let count = max(1, Int(Double(customers) * share))
        let step = customers / count
        for index in 0..<count {
            let sale = Sale(
                order: orders + index, customer: index * step, placedAt: Dataset.asOfDay * 86_400 + index % 80_000,
                cents: 4_200, statusCode: 1)
            file.append(line(sale))
        }
        try file.close()
    }

    static func customerID(_ customer: Int) -> String { "C-\(customer)" }

    /// One order.
    struct Sale {
        let order: Int
        let customer: Int
        /// Seconds since 1970.
        let placedAt: Int
        let cents: Int
        /// 1 paid, 2 fulfilled, 3 cancelled.
        let statusCode: Int

        var status: String { ["", "paid", "fulfilled", "cancelled"][statusCode] }
    }

    /// The order of that number: each is made from its number alone.
    func sale(_ order: Int) -> Sale {
        var random = Mixer(seed: seed, stream: UInt64(order) << 1)
        // The first orders go round, so that everybody has one; the rest favour low numbers.
        let skew = random.unit()
        let customer = order < customers ? order : min(customers - 1, Int(Double(customers) * skew * skew * skew))
        // A customer begins somewhere in the four years and stays for a while; a quarter of them to the end.
        var habit = Mixer(seed: seed, stream: UInt64(customer) << 1 | 1)
        let start = Int(habit.unit() * Double(Dataset.dayCount))
        let span = habit.unit() < 0.25 ? Dataset.dayCount - start : 1 + Int(habit.unit() * 400)
        let day = min(Dataset.dayCount - 1, start + Int(random.unit() * Double(span)))
        let price = 500 + Int(habit.unit() * habit.unit() * 30_000)
        let status = random.unit()
        return Sale(
            order: order, customer: customer,
            placedAt: (Dataset.firstDay + day) * 86_400 + Int(random.unit() * 86_400),
            cents: price / 2 + Int(random.unit() * Double(price)), statusCode: status < 0.6 ? 1 : status < 0.97 ? 2 : 3)
    }

    private func line(_ sale: Sale) -> String {
        let person = person(sale.customer)
        let channel = sale.order % 3 == 0 ? "store" : "web"
        return "O-\(sale.order),\(person.id),\(Timestamp.text(sale.placedAt)),\(sale.cents / 100)."
            + "\(sale.cents % 100 < 10 ? "0" : "")\(sale.cents % 100),\(sale.status),\(channel),\(person.email),"
            + "\(person.first),\(person.last)\n"
    }

    private func person(_ customer: Int) -> Person {
        var random = Mixer(seed: seed &+ 1, stream: UInt64(customer))
        let (first, last) = (random.unit(), random.unit())
        return Person(
            id: Dataset.customerID(customer), first: Names.first[Int(first * first * Double(Names.first.count))],
            last: Names.last[Int(last * last * Double(Names.last.count))], number: customer)
    }

    private struct Person {
        let id: String
        let first: String
        let last: String
        let number: Int

        var email: String { "c\(number)@example.com" }
        var line: String { "\(id),\(first),\(last),\(email)" }
    }
}

/// Names, the frequent ones first.
private enum Names {
    static let first = [
        "Maria", "Anna", "James", "Sofia", "Ali", "Chen", "Lucas", "Emma", "Noah", "Olivia", "Jörg", "Zoë", "Amélie",
        "Mohammed", "Yuki", "Priya", "Diego", "Ingrid", "Kofi", "Leila", "Piotr", "Søren", "Thandiwe", "Wei",
    ]
    static let last = [
        "Smith", "García", "Müller", "Nguyen", "Wang", "Silva", "Kim", "Novák", "Jensen", "Rossi", "Dubois", "Khan",
        "Yamamoto", "Okafor", "Larsson", "Kowalski", "O'Brien", "Papadopoulos", "Byron", "Lovelace", "Hopper",
    ]
}

/// A stream of random numbers of its own for every number: SplitMix64.
struct Mixer {
    private var state: UInt64

    init(seed: UInt64, stream: UInt64) {
        state = seed &* 0xD134_2543_DE82_EF95 &+ stream &* 0x9E37_79B9_7F4A_7C15
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// Times as text without a calendar.
enum Timestamp {
    /// RFC 3339 in UTC of seconds since 1970.
    static func text(_ seconds: Int) -> String {
        let (day, second) = (seconds / 86_400, seconds % 86_400)
        // Howard Hinnant's civil_from_days, for days after 1970.
        let shifted = day + 719_468
        let (era, dayOfEra) = (shifted / 146_097, shifted % 146_097)
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let date =
            "\(year + era * 400 + (month <= 2 ? 1 : 0))-\(two(month))-\(two(dayOfYear - (153 * march + 2) / 5 + 1))"
        return "\(date)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Appends text to a file in large pieces.
final class FileWriter {
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private static let size = 1 << 20

    init(_ path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw BenchmarkError("\(path) cannot be written") }
        self.handle = handle
        buffer.reserveCapacity(FileWriter.size + 1024)
    }

    func append(_ text: String) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= FileWriter.size { flush() }
    }

    private func flush() {
        handle.write(Data(buffer))
        buffer.removeAll(keepingCapacity: true)
    }

    func close() throws {
        flush()
        try handle.close()
    }
}

/// Why a benchmark cannot go on.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Tells on standard error what is being done.
func say(_ text: String) {
    FileHandle.standardError.write(Data("benchmarks: \(text)\n".utf8))
}
