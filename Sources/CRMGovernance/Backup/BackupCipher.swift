import CRMCore
import Crypto
import Foundation

/// The secret that archives are encrypted with: the content of a key file, white space at its ends not counted.
package struct BackupKey: Sendable {
    fileprivate let material: SymmetricKey

    /// Fewer bytes could be guessed.
    package static let minimumBytes = 32

    /// Reads the key; throws ``BackupError/unreadable(_:)`` or ``BackupError/weakKey(minimum:)``.
    package init(file path: String) throws {
        guard let content = FileManager.default.contents(atPath: path) else { throw BackupError.unreadable(path) }
        try self.init(bytes: Array(content))
    }

    init(bytes: [UInt8]) throws {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let trimmed = bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        guard trimmed.count >= BackupKey.minimumBytes else {
            throw BackupError.weakKey(minimum: BackupKey.minimumBytes)
        }
        material = SymmetricKey(data: Array(trimmed))
    }

    /// What a fresh archive says of its encryption.
    func encryption(salt: [UInt8]) -> BackupEncryption {
        BackupEncryption(salt: salt, keyCheck: derived(salt: salt, for: "check").withUnsafeBytes { Array($0) })
    }

    fileprivate func derived(salt: [UInt8], for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: material, salt: salt, info: Array("clientele backup \(purpose)".utf8),
            outputByteCount: 32)
    }
}

/// Seals and opens the chunks of one archive, in their order.
///
/// In the clear a chunk is followed by the SHA-256 of what came before and of itself, so that no chunk can be changed,
/// left out or moved; encrypted it is an AES-GCM box whose authenticated data is its place.
struct BackupCipher {
    private let key: SymmetricKey?
    private var link: [UInt8]
    private var index: UInt64 = 0

    /// Most bytes that a seal adds to a chunk: a SHA-256, or a tag of AES-GCM.
    static let maximumSealBytes = 32
    private static let tagBytes = 16

    private var sealBytes: Int { key == nil ? BackupCipher.maximumSealBytes : BackupCipher.tagBytes }

    /// Throws ``BackupError/keyNeeded`` or ``BackupError/wrongKey``.
    init(header: BackupHeader, key: BackupKey?) throws {
        link = Array(SHA256.hash(data: Array(header.json.canonicalText.utf8)))
        guard let encryption = header.encryption else {
            self.key = nil
            return
        }
        guard let key else { throw BackupError.keyNeeded }
        guard key.encryption(salt: encryption.salt) == encryption else { throw BackupError.wrongKey }
        self.key = key.derived(salt: encryption.salt, for: "chunks")
    }

    /// The chunk with its seal; the last one of an archive is sealed as such.
    mutating func seal(_ chunk: [UInt8], isLast: Bool) throws -> [UInt8] {
        defer { index += 1 }
        if let key {
            let box = try AES.GCM.seal(chunk, using: key, nonce: nonce(), authenticating: place(isLast: isLast))
            // The reader counts too, so that the nonce need not be stored.
            return Array(box.ciphertext) + Array(box.tag)
        }
        link = digest(chunk, isLast: isLast)
        return chunk + link
    }

    /// The chunk under the seal; throws ``BackupError/damaged(chunk:)``.
    mutating func open(_ sealed: [UInt8], isLast: Bool) throws -> [UInt8] {
        defer { index += 1 }
        guard sealed.count >= sealBytes else { throw damaged }
        let body = Array(sealed.dropLast(sealBytes))
        let seal = Array(sealed.suffix(sealBytes))
        if let key {
            guard let box = try? AES.GCM.SealedBox(nonce: nonce(), ciphertext: body, tag: seal),
                let chunk = try? AES.GCM.open(box, using: key, authenticating: place(isLast: isLast))
            else { throw damaged }
            return Array(chunk)
        }
        link = digest(body, isLast: isLast)
        guard link == seal else { throw damaged }
        return body
    }

    private var damaged: BackupError { .damaged(chunk: Int(index) + 1) }

    private func digest(_ chunk: [UInt8], isLast: Bool) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: place(isLast: isLast))
        hash.update(data: chunk)
        return Array(hash.finalize())
    }

    /// The number of the chunk; each archive has a key of its own, so that no nonce comes twice under one key.
    private func nonce() throws -> AES.GCM.Nonce { try AES.GCM.Nonce(data: [0, 0, 0, 0] + bytes(index)) }

    /// What a chunk is bound to: the header, in the clear also all chunks before it, its number, and whether it ends.
    private func place(isLast: Bool) -> [UInt8] { link + bytes(index) + [isLast ? 1 : 0] }

    private func bytes(_ number: UInt64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
    }
}
