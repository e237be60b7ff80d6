/// A kind of file that people offer as CSV and that is none.
package enum CSVForeignFormat: Sendable, Hashable {
    /// Office Open XML, or the compound file of Excel 97 to 2003.
    case excelWorkbook
    /// Any ZIP that is no workbook; list exports often come as one.
    case zipArchive
    /// By its magic number, RFC 1952 §2.3.1.
    case gzip
    /// Some other binary file, or UTF-16 without a byte order mark.
    case binary

    /// How much of a file's beginning is looked at, in bytes.
    static let sampleLength = 64 << 10
    /// Share of control characters, as one in so many bytes, from which on a file is not text.
    private static let controlShare = 50
    /// Fewer control characters than these are an accident in a text.
    private static let controlMinimum = 16

    /// Nil when the beginning of the file may be that of a text.
    static func detect(_ sample: UnsafeRawBufferPointer) -> CSVForeignFormat? {
        let sample = UnsafeRawBufferPointer(rebasing: sample.prefix(sampleLength))
        if sample.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return isWorkbook(sample) ? .excelWorkbook : .zipArchive }
        if sample.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return .excelWorkbook }
        if sample.starts(with: [0x1F, 0x8B]) { return .gzip }
        let controls = sample.count(where: isControl)
        return controls >= controlMinimum && controls * controlShare > sample.count ? .binary : nil
    }

    /// C0 controls that text does not use: not TAB, LF, FF, CR or ESC.
    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains(byte)
    }

    /// An Office Open XML package names its content types in an early member.
    private static func isWorkbook(_ sample: UnsafeRawBufferPointer) -> Bool {
        ["[Content_Types].xml", "xl/"].contains { name in
            let name = Array(name.utf8)
            return sample.indices.dropLast(name.count - 1).contains { start in
                sample[start] == name[0] && sample[start..<start + name.count].elementsEqual(name)
            }
        }
    }

    /// What it looks like and what to do, for a person.
    var detail: String {
        switch self {
        case .excelWorkbook: "the file looks like an Excel workbook; export it as CSV"
        case .zipArchive: "the file looks like a ZIP archive; unpack it and import the CSV inside"
        case .gzip: "the file is compressed with gzip; decompress it first"
        case .binary: "the file is not text; export it as CSV in UTF-8"
        }
    }
}
