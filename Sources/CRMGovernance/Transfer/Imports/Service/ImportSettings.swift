import CRMCore
import CRMPlatform

/// How a file of the server is to be read; kept with the import as the JSON that callers write.
struct ImportSettings: Sendable {
    let format: String?
    /// From a column of the format to the file's own name for it.
    let mapping: [String: String]
    let delimiter: ImportDelimiter?
    let encoding: CSVEncoding?
    let dayOrder: ImportDayOrder?
    let decimalMark: ImportDecimalMark?
    let isDryRun: Bool
    let fileName: String?

    /// Reads the fields of a request.
    init(_ fields: ObjectReader) {
        format = fields.optional(
            "format", .text(max: ImportLimits.word), "Default: the one that the file's header shows.")
        mapping = fields.optional(
            "mapping", .mapping, default: [:], "From columns of the format to the file's own names for them.")
        delimiter = fields.optional("delimiter", .closedSet, "Default: found out.")
        encoding = fields.optional("encoding", .closedSet, "Default: found out.")
        dayOrder = fields.optional("dayOrder", .closedSet, "Of dates such as 03/04/2025.")
        decimalMark = fields.optional("decimalMark", .closedSet, "Default: what the first rows show.")
        isDryRun = fields.optional("dryRun", .bool, default: false, "Checks everything and keeps nothing.")
        fileName = fields.optional("fileName", .text(max: ImportLimits.name), "For people.")
    }

    /// Reads what ``text`` gave.
    init(stored text: String) throws {
        guard case .object(let members) = try JSONParser.parse(text, limits: .stored) else {
            throw InvalidRequest([])
        }
        let sink = ErrorSink()
        let fields = ObjectReader(members: members, sink: sink)
        self.init(fields)
        guard sink.errors.isEmpty else { throw InvalidRequest(sink.errors) }
    }

    /// As it is kept.
    var text: String {
        let given: [(String, String?)] = [
            ("format", format), ("delimiter", delimiter?.rawValue), ("encoding", encoding?.rawValue),
            ("dayOrder", dayOrder?.rawValue), ("decimalMark", decimalMark?.rawValue), ("fileName", fileName),
        ]
        let members = given.compactMap { name, text in text.map { JSON.Member(name, .string($0)) } }
        let rest = [JSON.Member("mapping", mappingJSON), JSON.Member("dryRun", .bool(isDryRun))]
        return JSON.object(members + rest).canonicalText
    }

    var mappingJSON: JSON {
        .object(mapping.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
    }

    /// The import of a file at that path with these settings; `detected` is the encoding of all its bytes.
    func request(path: String, _ importer: Importer, detected: CSVEncoding?) throws -> ImportRequest {
        ImportRequest(
            path: path, importer: importer, format: try importer.format(self), mapping: mapping,
            options: .init(encoding: encoding ?? detected, delimiter: delimiter?.delimiter),
            dayOrder: dayOrder?.order, decimalMark: decimalMark?.mark, isDryRun: isDryRun,
            largestBatch: ImportLimits.batch)
    }
}

extension Importer {
    /// The format that the settings name; nil when they leave it to the file's header.
    func format(_ settings: ImportSettings) throws -> ImportFormat? {
        guard let name = settings.format else { return nil }
        guard let format = formats.first(where: { $0.name == name }) else {
            let names = formats.map(\.name).joined(separator: ", ")
            throw InvalidRequest([
                FieldError(
                    pointer: "/format", code: "field.unknown_value", detail: "must be one of \(names) for \(self.name)")
            ])
        }
        return format
    }

    /// Throws ``InvalidRequest`` for columns that the format does not have, or none of the kind's formats.
    func check(_ settings: ImportSettings) throws {
        let possible = try format(settings).map { [$0] } ?? formats
        let known = possible[0].columns.map(\.name)
        let unknown = settings.mapping.keys.filter { name in
            !possible.contains { $0.columns.contains { $0.name == name } || $0.openName(of: name) != nil }
        }.sorted()
        guard unknown.isEmpty else {
            throw InvalidRequest(
                unknown.prefix(ImportLimits.shownRows).map { name in
                    FieldError(
                        pointer: "/mapping/\(name)", code: "field.unknown_value",
                        detail: "is no column of the format, which has \(known.joined(separator: ", "))")
                })
        }
    }
}

/// The sign between two fields, by its name.
enum ImportDelimiter: String, Sendable, ClosedSet {
    case comma, semicolon, tab, pipe

    var delimiter: CSVDelimiter {
        switch self {
        case .comma: .comma
        case .semicolon: .semicolon
        case .tab: .tab
        case .pipe: .pipe
        }
    }

    init(_ delimiter: CSVDelimiter) {
        self =
            switch delimiter {
            case .comma: .comma
            case .semicolon: .semicolon
            case .tab: .tab
            case .pipe: .pipe
            }
    }
}

/// Which of day and month comes first, as on the command line.
enum ImportDayOrder: String, Sendable, ClosedSet {
    case dmy, mdy

    var order: CSVDayOrder { self == .dmy ? .dayFirst : .monthFirst }
}

/// The decimal mark, by its name.
enum ImportDecimalMark: String, Sendable, ClosedSet {
    case point, comma

    var mark: CSVDecimalMark { self == .point ? .point : .comma }
}

extension CSVEncoding: ClosedSet {}

extension Codec where Value == [String: String] {
    /// Most columns that a mapping may name.
    private static var maximumCount: Int { 200 }

    /// An object of texts.
    fileprivate static var mapping: Codec {
        let text: JSON = ["type": "string", "minLength": 1, "maxLength": .number(String(ImportLimits.name))]
        return Codec(
            schema: .type(
                "object", ("maxProperties", .number(String(maximumCount))), ("additionalProperties", text)),
            placeholder: [:]
        ) { json, pointer, sink in
            guard case .object(let members) = json else {
                return sink.fail(pointer, "field.type", "must be an object, not \(json.kindName)")
            }
            guard members.count <= maximumCount else {
                return sink.fail(pointer, "field.too_many", "must have at most \(maximumCount) columns")
            }
            var mapping: [String: String] = [:]
            for member in members {
                guard case .string(let name) = member.value, !name.isEmpty, name.count <= ImportLimits.name else {
                    sink.note(
                        "\(pointer)/\(member.name)", "field.format",
                        "must be a text of 1 to \(ImportLimits.name) characters")
                    continue
                }
                mapping[member.name] = name
            }
            return mapping.count == members.count ? mapping : nil
        }
    }
}
