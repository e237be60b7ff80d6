/// The state machine of RFC 4180: UTF-8 in, in chunks cut anywhere; records out.
///
/// Beyond the RFC: CR, LF and CRLF all end a line; a quote inside an unquoted field is text; blank lines are skipped;
/// a byte order mark in front is dropped. A broken record is refused with its line and the next one is read; only a
/// quoted field without a visible end stops the parser, since whatever follows might as well be its text.
///
/// Memory is bounded by one chunk and one record: ``maximumRecordLength`` and ``maximumFieldLength``.
package struct CSVParser: Sendable {
    /// Bytes of one field as written.
    package static let maximumFieldLength = 1 << 20
    /// Bytes of one record as written.
    package static let maximumRecordLength = 16 << 20
    /// Fields of one record.
    package static let maximumColumns = 4096
    /// Bytes of one chunk: offsets are 32 bits wide.
    package static let maximumChunkLength = 1 << 30

    /// The byte between fields.
    package let delimiter: CSVDelimiter
    /// The end of the first line, once it was seen.
    package private(set) var lineEnd: CSVLineEnd?
    /// The physical line of the next byte, from 1.
    package private(set) var line = 1
    /// True after ``finish()`` or an endless quote: no more is read.
    package var hasEnded: Bool { state == .ended }
    /// Bytes kept for a record that is not complete yet.
    var heldLength: Int { pending.count }

    private enum State {
        case beginning, fieldStart, unquoted, quoted, quotedAfterCR, quoteInQuoted, afterCR, ended
    }

    private let separator: UInt8
    private var state = State.beginning
    /// The bytes not yet given away, and how many of them were looked at.
    private var pending: [UInt8] = []
    private var position = 0

    // The record being read. The starts may turn negative while the bytes of a refused record are thrown away.
    private var recordStart = 0
    private var recordLine = 1
    private var firstField = 0
    private var columns = 0
    private var fault: CSVRowFault?
    private var isRefused = false

    // The field being read.
    private var fieldStart = 0
    private var quoteLine = 0
    private var hasDoubledQuotes = false

    // What goes into the next batch.
    private var fields: [CSVField] = []
    private var rows: [CSVRowEntry] = []
    private var errors: [CSVRowError] = []

    /// At the beginning of a file.
    package init(delimiter: CSVDelimiter) {
        self.delimiter = delimiter
        separator = delimiter.byte
    }

    /// Reads the next chunk, of at most ``maximumChunkLength`` bytes, and gives the records that it completes.
    package mutating func parse(_ chunk: UnsafeRawBufferPointer) -> CSVBatch {
        precondition(chunk.count <= CSVParser.maximumChunkLength, "chunk too long")
        guard !hasEnded else { return .none }
        pending.append(contentsOf: chunk)
        if state == .beginning, !skipByteOrderMark() { return .none }
        scanPending()
        return takeBatch()
    }

    /// As ``parse(_:)-(UnsafeRawBufferPointer)``.
    package mutating func parse(_ chunk: some Collection<UInt8>) -> CSVBatch {
        if let batch = chunk.withContiguousStorageIfAvailable({ parse(UnsafeRawBufferPointer($0)) }) { return batch }
        return Array(chunk).withUnsafeBytes { parse($0) }
    }

    /// Ends the file: gives the last record when no line end closed it.
    package mutating func finish() -> CSVBatch {
        if state == .beginning {
            state = .fieldStart
            scanPending()
        }
        switch state {
        case .unquoted: endField(at: position)
        case .fieldStart where columns > 0:
            fieldStart = position
            endField(at: position)
        case .quoteInQuoted: withPending { parser, bytes, _ in parser.endQuotedField(bytes) }
        case .quoted, .quotedAfterCR: refuse(.unterminatedQuote(openedOnLine: quoteLine))
        case .afterCR where lineEnd == nil: lineEnd = .cr
        case .beginning, .fieldStart, .afterCR, .ended: break
        }
        if state != .ended {
            if columns > 0 || isRefused { endRecord() }
            state = .ended
        }
        return takeBatch()
    }

    /// False while the bytes so far could still become a byte order mark.
    private mutating func skipByteOrderMark() -> Bool {
        let mark = CSVBytes.byteOrderMark
        if pending.count < mark.count, mark.starts(with: pending) { return false }
        if pending.starts(with: mark) { position = mark.count }
        recordStart = position
        state = .fieldStart
        return true
    }
}

// MARK: - Scanning

extension CSVParser {
    /// Lends the pending bytes; the array leaves the parser meanwhile, so that both can be written without a copy.
    private mutating func withPending(_ body: (inout CSVParser, UnsafeMutablePointer<UInt8>, Int) -> Void) {
        var bytes: [UInt8] = []
        swap(&bytes, &pending)
        bytes.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { body(&self, base, buffer.count) }
        }
        swap(&bytes, &pending)
    }

    private mutating func scanPending() {
        withPending { parser, bytes, count in parser.scan(bytes, count) }
    }

    private mutating func scan(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) {
        while position < count {
            switch state {
            case .fieldStart: startField(bytes)
            case .unquoted: scanUnquoted(bytes, count)
            case .quoted: scanQuoted(bytes, count)
            case .quoteInQuoted: scanAfterQuote(bytes)
            case .quotedAfterCR:
                if bytes[position] == CSVBytes.lineFeed { position += 1 }
                state = .quoted
            case .afterCR: scanAfterCarriageReturn(bytes)
            case .beginning, .ended: position = count
            }
        }
        checkOpenField()
    }

    @inline(__always)
    private mutating func startField(_ bytes: UnsafeMutablePointer<UInt8>) {
        if bytes[position] == CSVBytes.quote {
            position += 1
            quoteLine = line
            hasDoubledQuotes = false
            state = .quoted
        } else {
            state = .unquoted
        }
        fieldStart = position
    }

    @inline(__always)
    private mutating func scanUnquoted(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) {
        position = CSVBytes.firstStop(in: bytes, from: position, to: count, target: separator)
        guard position < count else { return }
        let byte = bytes[position]
        if byte == separator {
            endField(at: position)
            position += 1
            state = .fieldStart
        } else if byte == CSVBytes.lineFeed || byte == CSVBytes.carriageReturn {
            let isBlank = columns == 0 && position == fieldStart
            if !isBlank { endField(at: position) }
            endLine(isBlank: isBlank, by: byte)
        } else {
            if byte == CSVBytes.nul { refuseNUL() }
            position += 1
        }
    }

    private mutating func scanQuoted(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) {
        position = CSVBytes.firstStop(in: bytes, from: position, to: count, target: CSVBytes.quote)
        guard position < count else { return }
        switch bytes[position] {
        case CSVBytes.quote: state = .quoteInQuoted
        case CSVBytes.lineFeed: line += 1
        case CSVBytes.carriageReturn:
            line += 1
            state = .quotedAfterCR
        case CSVBytes.nul:
            refuseNUL()
            if state == .ended { return }
        default: break
        }
        position += 1
    }

    /// The byte before `position` is a quote: half of a doubled one, or the end of the field.
    private mutating func scanAfterQuote(_ bytes: UnsafeMutablePointer<UInt8>) {
        let byte = bytes[position]
        if byte == CSVBytes.quote {
            hasDoubledQuotes = true
            position += 1
            state = .quoted
        } else if byte == separator {
            endQuotedField(bytes)
            guard state != .ended else { return }
            position += 1
            state = .fieldStart
        } else if byte == CSVBytes.lineFeed || byte == CSVBytes.carriageReturn {
            endQuotedField(bytes)
            guard state != .ended else { return }
            endLine(isBlank: false, by: byte)
        } else {
            guard !stopIfEndless(length: position - 1 - fieldStart) else { return }
            refuse(.textAfterQuote(column: columns + 1))
            state = .unquoted
        }
    }

    private mutating func scanAfterCarriageReturn(_ bytes: UnsafeMutablePointer<UInt8>) {
        let isPair = bytes[position] == CSVBytes.lineFeed
        if lineEnd == nil { lineEnd = isPair ? .crlf : .cr }
        if isPair { position += 1 }
        recordStart = position
        state = .fieldStart
    }
}

// MARK: - Fields and records

extension CSVParser {
    @inline(__always)
    private mutating func endField(at end: Int) {
        columns += 1
        guard !isRefused else { return }
        if end - fieldStart > CSVParser.maximumFieldLength {
            refuse(.fieldTooLong(column: columns))
        } else if columns > CSVParser.maximumColumns {
            refuse(.tooManyColumns)
        } else if end - recordStart > CSVParser.maximumRecordLength {
            refuse(.recordTooLong)
        } else {
            fields.append(CSVField(start: UInt32(fieldStart), end: UInt32(end)))
        }
    }

    /// Ends the field whose closing quote lies before `position`; doubled quotes are made single where they lie.
    private mutating func endQuotedField(_ bytes: UnsafeMutablePointer<UInt8>) {
        let end = position - 1
        guard !stopIfEndless(length: end - fieldStart) else { return }
        endField(at: end)
        guard hasDoubledQuotes, !isRefused else { return }
        var (target, source) = (fieldStart, fieldStart)
        while source < end {
            bytes[target] = bytes[source]
            source += bytes[source] == CSVBytes.quote ? 2 : 1
            target += 1
        }
        fields[fields.count - 1].end = UInt32(target)
    }

    @inline(__always)
    private mutating func endLine(isBlank: Bool, by byte: UInt8) {
        if !isBlank { endRecord() }
        line += 1
        position += 1
        recordLine = line
        recordStart = position
        if byte == CSVBytes.carriageReturn {
            state = .afterCR
        } else {
            if lineEnd == nil { lineEnd = .lf }
            state = .fieldStart
        }
    }

    @inline(__always)
    private mutating func endRecord() {
        if let fault, isRefused {
            rows.append(CSVRowEntry(line: recordLine, first: UInt32(errors.count), count: 0))
            errors.append(CSVRowError(line: recordLine, fault: fault))
            self.fault = nil
            isRefused = false
        } else {
            rows.append(CSVRowEntry(line: recordLine, first: UInt32(firstField), count: UInt32(columns)))
        }
        firstField = fields.count
        columns = 0
    }

    /// Marks the record; it is still read to its end. The first fault is the one reported.
    private mutating func refuse(_ fault: CSVRowFault) {
        guard !isRefused else { return }
        self.fault = fault
        isRefused = true
        fields.removeLast(fields.count - firstField)
    }

    private mutating func refuseNUL() {
        checkOpenField()
        if state != .ended { refuse(.nul(column: columns + 1)) }
    }

    /// Checks the length so far, so that neither the cuts of the chunks nor a later fault change what is reported.
    private mutating func checkOpenField() {
        let length = position - fieldStart
        switch state {
        case .unquoted where length > CSVParser.maximumFieldLength: refuse(.fieldTooLong(column: columns + 1))
        case .quoted, .quotedAfterCR: _ = stopIfEndless(length: length)
        default: break
        }
    }

    private mutating func stopIfEndless(length: Int) -> Bool {
        guard length > CSVParser.maximumFieldLength else { return false }
        isRefused = false
        refuse(.endlessQuote(openedOnLine: quoteLine))
        endRecord()
        state = .ended
        return true
    }

    /// Gives away the complete records with their bytes, and keeps the beginning of the next one.
    private mutating func takeBatch() -> CSVBatch {
        if state == .ended { position = pending.count }
        let kept = isRefused || state == .ended ? position : recordStart
        guard kept > 0 || !rows.isEmpty else { return .none }
        let tail = Array(pending[kept...])
        let openFields = fields[firstField...].map {
            CSVField(start: $0.start - UInt32(kept), end: $0.end - UInt32(kept))
        }
        fields.removeLast(openFields.count)
        let batch = rows.isEmpty ? .none : CSVBatch(bytes: pending, fields: fields, rows: rows, errors: errors)
        let (fieldCapacity, rowCapacity) = (fields.count, rows.count)
        (pending, fields, rows, errors) = (tail, openFields, [], [])
        if rowCapacity > 1 {
            fields.reserveCapacity(fieldCapacity + fieldCapacity / 8)
            rows.reserveCapacity(rowCapacity + rowCapacity / 8)
        }
        firstField = 0
        position -= kept
        recordStart -= kept
        fieldStart -= kept
        return batch
    }
}
