package import CRMCore

/// The rows of one record, which the file's reader lends while the record is read. Columns go by their places in the
/// format, so that no name is looked up for a cell.
package protocol ImportRows: AnyObject {
    var count: Int { get }
    /// The line on which the row begins, from 1.
    func line(_ row: Int) -> Int
    /// The cell, trimmed; nil when it is empty or the file has no such column.
    func text(_ row: Int, _ column: Int) -> String?
    func number(_ row: Int, _ column: Int) throws(ImportFault) -> DecimalNumber?
    /// A date and time; without an offset it is taken in the account's time zone.
    func instant(_ row: Int, _ column: Int) throws(ImportFault) -> Instant?
    /// A date; a time behind it is passed over.
    func day(_ row: Int, _ column: Int) throws(ImportFault) -> CalendarDay?
    /// Part of a cell as a number.
    func number(of part: String, _ row: Int, _ column: Int) throws(ImportFault) -> DecimalNumber?
    /// What the file's open columns are called behind their prefix; their places follow those of the format's columns.
    var openNames: [String] { get }
}

/// One of the rows of a record.
package struct ImportRow {
    private let rows: any ImportRows
    private let index: Int

    package init(_ rows: any ImportRows, _ index: Int) {
        self.rows = rows
        self.index = index
    }

    package var line: Int { rows.line(index) }
    package func text(_ column: Int) -> String? { rows.text(index, column) }
    package func number(_ column: Int) throws(ImportFault) -> DecimalNumber? { try rows.number(index, column) }
    package func instant(_ column: Int) throws(ImportFault) -> Instant? { try rows.instant(index, column) }
    package func day(_ column: Int) throws(ImportFault) -> CalendarDay? { try rows.day(index, column) }

    package func number(of part: String, _ column: Int) throws(ImportFault) -> DecimalNumber? {
        try rows.number(of: part, index, column)
    }
}

extension ImportRow {
    /// Words for yes and no, in any case.
    private static let truths = ["true": true, "yes": true, "1": true, "false": false, "no": false, "0": false]

    /// The cell as yes or no; nil when it is empty.
    package func truth(_ column: Int) throws(ImportFault) -> Bool? {
        guard let text = text(column) else { return nil }
        guard let truth = ImportRow.truths[text.lowercased()] else {
            throw ImportFault(column, "must be true or false, yes or no, 1 or 0")
        }
        return truth
    }
}

/// What an import remembers from row to row.
package final class ImportDesk {
    package let account: Account
    private var known = HashedKeys()
    /// How often a key has come, for those that came more than once.
    private var repeats: [UInt64: Int32] = [:]

    package init(account: Account) {
        self.account = account
    }

    /// How many times the key has come so far in this file, this time included.
    package func ordinal(of key: String) -> Int {
        let hash = HashedKeys.hash(of: key)
        if known.insert(hash) { return 1 }
        repeats[hash, default: 1] += 1
        return Int(repeats[hash, default: 1])
    }
}

/// A set of keys by their hashes: some 14 bytes for each key at most, whatever its length.
///
/// It is cut into parts by the first bits of the hash, so that growing never doubles the whole.
package struct HashedKeys {
    private static let partBits = 8
    private var parts = [Set<UInt64>](repeating: [], count: 1 << partBits)

    package init() {}

    /// 64 bits, the same for equal keys in this process.
    package static func hash(of key: some Hashable) -> UInt64 { UInt64(bitPattern: Int64(key.hashValue)) }

    /// True when the key is new.
    package mutating func insert(_ hash: UInt64) -> Bool {
        parts[Int(hash >> (64 - HashedKeys.partBits))].insert(hash).inserted
    }
}

extension String {
    /// Line breaks and other control characters inside a cell become spaces: a file's layout is no reason to refuse its
    /// content.
    package var oneLine: String {
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
        var line = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            line.append(scalar.isInOneLine ? scalar : " ")
        }
        return String(line)
    }
}
