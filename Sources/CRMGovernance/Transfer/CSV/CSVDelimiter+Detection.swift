extension CSVDelimiter {
    /// Records that are compared.
    private static let sampleRecords = 100

    /// The delimiter that cuts the most records of the sample into as many fields as the header has; among equals the
    /// one that gives more fields, then the more usual one. A comma when none gives a second field.
    ///
    /// The sample is UTF-8 and begins with the header; its last record may be cut off.
    package static func detect(in sample: some Collection<UInt8>) -> CSVDelimiter {
        var best = (delimiter: CSVDelimiter.comma, share: 0.0, fields: 1)
        for delimiter in allCases {
            guard let (share, fields) = consistency(of: delimiter, in: sample), fields > 1 else { continue }
            if share > best.share || share == best.share && fields > best.fields {
                best = (delimiter, share, fields)
            }
        }
        return best.delimiter
    }

    /// The share of records with as many fields as the header, and that number; nil when the header is unreadable.
    private static func consistency(
        of delimiter: CSVDelimiter, in sample: some Collection<UInt8>
    ) -> (share: Double, fields: Int)? {
        var parser = CSVParser(delimiter: delimiter)
        var rows = Array(parser.parse(sample).prefix(sampleRecords))
        // Without one complete record the cut-off one has to do.
        if rows.isEmpty { rows = Array(parser.finish()) }
        guard case .record(let header) = rows.first else { return nil }
        let fitting = rows.count { row in
            guard case .record(let record) = row else { return false }
            return record.count == header.count
        }
        return (Double(fitting) / Double(rows.count), header.count)
    }
}
