import CRMPlatform
import Crypto

/// Tells one import from others: by every byte of the file and by how it is read.
package struct ImportIdentity: Sendable, Hashable {
    /// A digest in hexadecimal.
    package let text: String

    /// Nil for what cannot be read twice, such as a pipe. Reads the whole file.
    package init?(_ request: ImportRequest) throws(CSVError) {
        guard request.isRepeatable else { return nil }
        let input = try CSVInput(path: request.path)
        guard input.length != nil else { return nil }
        var digest = SHA256()
        var chunk = [UInt8](repeating: 0, count: CSVFileReader.chunkLength)
        while true {
            let result = chunk.withUnsafeMutableBytes { bytes in
                Result { () throws(CSVError) in try input.read(into: bytes) }
            }
            let count = try result.get()
            digest.update(data: chunk.prefix(count))
            if count < chunk.count { break }
        }
        digest.update(data: Array(ImportIdentity.reading(request).utf8))
        text = digest.finalize().map { byte in byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }
            .joined()
    }

    /// What was asked for, in one text: another reading of a file is another import.
    private static func reading(_ request: ImportRequest) -> String {
        let mapping = request.mapping.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let options: [String?] = [
            request.importer.name, request.format?.name, request.options.encoding?.rawValue,
            request.options.delimiter?.rawValue, "\(request.options.shortRows)", request.dayOrder?.rawValue,
            request.decimalMark?.rawValue,
        ]
        return (options.map { $0 ?? "" } + mapping).joined(separator: "\u{1F}")
    }
}
