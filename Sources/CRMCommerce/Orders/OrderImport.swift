import CRMCore
import CRMPlatform

/// Orders from files.
enum OrderImport {
    static let importer = Importer(name: "orders", formats: [generic, shopify]) { records, work in
        var outcomes: [UpsertOutcome] = []
        var inputs: [(index: Int, input: OrderInput)] = []
        for (index, record) in records.enumerated() {
            let sink = ErrorSink()
            if let input = Codec<OrderInput>.object(OrderInput.self).decode(record, "", sink) {
                inputs.append((index, input))
                outcomes.append(.unchanged)
            } else {
                outcomes.append(.rejected(InvalidRequest(sink.errors)))
            }
        }
        for (entry, outcome) in zip(inputs, try OrderBook(work).record(inputs.map(\.input))) {
            outcomes[entry.index] = outcome
        }
        return outcomes
    }

    /// Collects the members of a record, leaving out what the file does not tell.
    struct RecordBuilder {
        private(set) var members: [JSON.Member] = []

        var record: JSON { .object(members) }

        /// Line breaks and other control characters inside a cell become spaces: a file's layout is no reason to refuse
        /// its content.
        mutating func add(_ field: String, _ text: String?) {
            guard let text else { return }
            let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
            members.append(JSON.Member(field, .string(isPlain ? text : Self.oneLine(text))))
        }

        private static func oneLine(_ text: String) -> String {
            var line = String.UnicodeScalarView()
            for scalar in text.unicodeScalars {
                let isBreak =
                    scalar.properties.generalCategory == .control || "\u{2028}\u{2029}".unicodeScalars.contains(scalar)
                line.append(isBreak ? " " : scalar)
            }
            return String(line)
        }

        mutating func add(_ field: String, _ number: DecimalNumber?) {
            if let number { members.append(JSON.Member(field, .number(number.plain))) }
        }

        mutating func add(_ field: String, _ instant: Instant?) {
            if let instant { members.append(JSON.Member(field, .string(instant.rfc3339))) }
        }

        mutating func add(_ field: String, _ elements: [JSON]) {
            if !elements.isEmpty { members.append(JSON.Member(field, .array(elements))) }
        }
    }
}
