package import CRMCore

/// Why an archive is not taken.
package enum BackupError: DomainError, Equatable {
    case unreadable(String)
    case unwritable(String)
    case notABackup
    case truncated
    case damaged(chunk: Int)
    case keyNeeded
    case wrongKey
    case weakKey(minimum: Int)

    package var kind: DomainErrorKind { .invalid }

    package var code: String {
        switch self {
        case .unreadable: "backup.unreadable"
        case .unwritable: "backup.unwritable"
        case .notABackup: "backup.unknown_format"
        case .truncated: "backup.truncated"
        case .damaged: "backup.damaged"
        case .keyNeeded: "backup.key_needed"
        case .wrongKey: "backup.wrong_key"
        case .weakKey: "backup.weak_key"
        }
    }

    package var detail: String {
        switch self {
        case .unreadable(let path): "\(path) cannot be read"
        case .unwritable(let path): "\(path) cannot be written"
        case .notABackup: "the file is no backup, or one of a newer version"
        case .truncated: "the backup ends too early: it was cut off on its way"
        case .damaged(let chunk): "the backup is damaged in part \(chunk): its checksum does not fit"
        case .keyNeeded: "the backup is encrypted: name its key with --key-file"
        case .wrongKey: "the key is not the one that the backup was made with"
        case .weakKey(let minimum):
            "the key file must hold at least \(minimum) bytes; make one with: openssl rand -base64 48"
        }
    }
}
