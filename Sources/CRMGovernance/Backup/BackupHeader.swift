package import CRMCore
package import CRMDatabase
import CRMPlatform

/// What a backup holds and where it came from; it stands in the clear at the head of the archive.
package struct BackupHeader: Sendable, Equatable {
    /// What the bytes behind the header are.
    package enum Content: String, Sendable {
        /// A SQLite database file.
        case sqliteFile = "sqlite-file"
        /// The custom format of `pg_dump`.
        case postgresDump = "pg-dump"
    }

    package let content: Content
    package let createdAt: Instant
    /// The version of the product that made it.
    package let version: String
    /// The salt of its encryption; nil for an archive in the clear.
    let encryption: BackupEncryption?

    package init(content: Content, createdAt: Instant, version: String) {
        self.init(content: content, createdAt: createdAt, version: version, encryption: nil)
    }

    init(content: Content, createdAt: Instant, version: String, encryption: BackupEncryption?) {
        self.content = content
        self.createdAt = createdAt
        self.version = version
        self.encryption = encryption
    }

    package var isEncrypted: Bool { encryption != nil }

    /// The database that can take it.
    package var dialect: Dialect { content == .sqliteFile ? .sqlite : .postgres }

    func encrypted(_ encryption: BackupEncryption?) -> BackupHeader {
        BackupHeader(content: content, createdAt: createdAt, version: version, encryption: encryption)
    }
}

/// How an archive is encrypted: AES-GCM under a key derived (HKDF-SHA256, RFC 5869) from the key file and this salt.
struct BackupEncryption: Sendable, Equatable {
    let salt: [UInt8]
    /// Tells a wrong key from a damaged archive before the first chunk is read.
    let keyCheck: [UInt8]
}

extension BackupHeader {
    /// The header as canonical JSON.
    var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member("content", .string(content.rawValue)), JSON.Member("createdAt", .string(createdAt.rfc3339)),
            JSON.Member("version", .string(version)),
        ]
        if let encryption {
            members.append(JSON.Member("salt", .string(Hexadecimal.text(encryption.salt))))
            members.append(JSON.Member("keyCheck", .string(Hexadecimal.text(encryption.keyCheck))))
        }
        return .object(members)
    }

    /// Nil when the value is no header of this version of the format.
    init?(_ json: JSON) {
        guard case .string(let content)? = json["content"], let content = Content(rawValue: content),
            case .string(let created)? = json["createdAt"], let createdAt = Instant(rfc3339: created),
            case .string(let version)? = json["version"]
        else { return nil }
        var encryption: BackupEncryption?
        if case .string(let salt)? = json["salt"], case .string(let check)? = json["keyCheck"] {
            guard let salt = Hexadecimal.bytes(salt), let check = Hexadecimal.bytes(check) else { return nil }
            encryption = BackupEncryption(salt: salt, keyCheck: check)
        }
        self.init(content: content, createdAt: createdAt, version: version, encryption: encryption)
    }
}

/// Bytes as pairs of hexadecimal digits.
enum Hexadecimal {
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// Nil when the text is no such pairs.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
