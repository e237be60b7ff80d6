import CLibPQ
import CRMDatabase

/// Translates SQLSTATEs into the shared errors.
enum PostgresError {
    /// The error in a result; `sqlState` is nil when the connection broke before the server could say why.
    struct Report {
        let sqlState: String?
        let error: DatabaseError
        /// True when a prepared statement no longer fits the tables: a migration came in between.
        let isStalePlan: Bool
    }

    static func report(_ result: OpaquePointer) -> Report {
        let sqlState = field(result, .sqlState)
        let message = field(result, .message) ?? trimmed(PQresultErrorMessage(result))
        guard let sqlState else {
            return Report(sqlState: nil, error: .connectionLost(message), isStalePlan: false)
        }
        // By the place in the server's source, since the message comes in the server's language.
        let function = sqlState == "0A000" ? field(result, .function) : nil
        let isStalePlan = function == "RevalidateCachedQuery"
        // A standby that was asked for a transaction that writes.
        let isStandby = function == "call_bool_check_hook"
        let names = Names(
            constraint: field(result, .constraint), table: field(result, .table), column: field(result, .column))
        let error: DatabaseError =
            if isStalePlan { .serialization } else if isStandby { .readOnly } else {
                error(sqlState: sqlState, message: message, names: names)
            }
        return Report(sqlState: sqlState, error: error, isStalePlan: isStalePlan)
    }

    /// The schema's names that the server sends along with a refusal.
    struct Names {
        var constraint: String?
        var table: String?
        var column: String?

        /// The constraint's name; a NOT NULL has none and goes by its column.
        var shown: String {
            constraint ?? [table, column].compactMap { $0 }.joined(separator: ".")
        }
    }

    static func error(sqlState: String, message: String, names: Names) -> DatabaseError {
        switch sqlState {
        case "23505": .constraint(.unique, name: names.shown)
        case "23503", "23001": .constraint(.foreignKey, name: names.shown)
        case "23514": .constraint(.check, name: names.shown)
        case "23502": .constraint(.notNull, name: names.shown)
        case "23P01", "23000": .constraint(.other, name: names.shown)
        case "40001", "40P01": .serialization
        case "57014", "55P03": .timeout
        case "53100": .diskFull
        case "25006": .readOnly
        case "22003": .outOfRange
        case "58030": .inputOutput(message)
        case "XX001", "XX002": .corrupt(message)
        case "57P01", "57P02", "57P03", "57P04", "57P05", "25P03": .connectionLost(message)
        case _ where sqlState.hasPrefix("08"): .connectionLost(message)
        default: .statement(code: sqlState, message: message)
        }
    }

    /// libpq's last words about the connection itself.
    static func connectionMessage(_ connection: OpaquePointer?) -> String { trimmed(PQerrorMessage(connection)) }

    /// The fields of an error report, by the letters that the protocol gives them.
    private enum Field: UnicodeScalar {
        case sqlState = "C"
        case message = "M"
        case constraint = "n"
        case table = "t"
        case column = "c"
        case function = "R"
    }

    private static func field(_ result: OpaquePointer, _ field: Field) -> String? {
        PQresultErrorField(result, Int32(field.rawValue.value)).map { String(cString: $0) }
    }

    private static func trimmed(_ message: UnsafePointer<CChar>?) -> String {
        let text = message.map { String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
