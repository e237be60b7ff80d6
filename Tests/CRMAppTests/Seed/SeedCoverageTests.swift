import Foundation
import Testing

/// `docs/seed-coverage.md` and `docs/service-functions.md`: what they name is in the repository, and no line of the
/// specification is missing.
@Suite struct SeedCoverageTests {
    /// A line of a table, below the two headings that it stands under.
    private struct Row {
        let heading: String
        let said: String
        let place: String
        let tests: String
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let page = root.appending(path: "docs/seed-coverage.md")
    /// The specification lies beside the repository, where it is there at all.
    private static let specification = URL(filePath: "/work/shared/seed/customer-management-system.md")
    private static let later = "Not in this version"

    @Test func `every file, suite and sentence that the page names is there`() throws {
        let rows = try rows()
        #expect(rows.count > 100)
        let sources = try testSources()
        for row in rows {
            let paths = words(row.place)
            #expect(!paths.isEmpty, "\(row.said) is nowhere")
            for path in paths {
                let places = ["Sources/\(path)", path].map { Self.root.appending(path: $0).path }
                #expect(places.contains { FileManager.default.fileExists(atPath: $0) }, "\(row.said): no file \(path)")
            }
            expectTests(row, sources)
        }
    }

    private func expectTests(_ row: Row, _ sources: [String: String]) {
        let named = words(row.tests)
        #expect(named.first?.hasSuffix("Tests") == true, "\(row.said) is shown by no test")
        var suite = ""
        for word in named {
            if word.hasSuffix("Tests"), !word.contains(" ") {
                suite = word
                #expect(sources[suite] != nil, "\(row.said): no suite \(suite)")
            } else {
                #expect(sources[suite]?.contains("func `\(word)`") == true, "\(row.said): \(suite) has no \(word)")
            }
        }
    }

    @Test func `every service function stands under its name, with a comment, where the page says`() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/service-functions.md"), encoding: .utf8)
        let lines = text.split(separator: "\n")
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
            .filter { $0.count == 5 && $0[0].hasPrefix("`") }
        for cells in lines {
            let name = words(cells[0]).first ?? ""
            let path = words(cells[3]).first ?? ""
            let source = try String(contentsOf: Self.root.appending(path: "Sources/\(path)"), encoding: .utf8)
            let code = source.split(separator: "\n", omittingEmptySubsequences: false)
            let index = code.firstIndex { $0.contains("package func \(name)(") }
            let before = try #require(index, "\(path) has no \(name)")
            var above = before - 1
            while above > 0, code[above].trimmingCharacters(in: .whitespaces).hasPrefix("@") { above -= 1 }
            #expect(code[above].trimmingCharacters(in: .whitespaces).hasPrefix("///"), "\(name) has no comment")
            let flat = source.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                .replacing("( ", with: "(").replacing(" )", with: ")")
            #expect(flat.contains(words(cells[2]).first ?? "?"), "\(name) has another signature in \(path)")
        }
        let named = Set(lines.compactMap { words($0[0]).first })
        #expect(named == Set(Self.serviceFunctions))
    }

    private static let serviceFunctions = [
        "getOrCreateCustomerProfile", "calculateRFMScore", "calculateChurnRisk", "updateCustomerAnalytics",
        "addCustomerToSegment", "getCustomerLoyaltyPoints", "addLoyaltyPoints", "redeemLoyaltyPoints",
        "logCommunication", "addCustomerNote", "getCustomerCommunications",
    ]

    @Test(.enabled(if: FileManager.default.fileExists(atPath: specification.path), "the specification is not there"))
    func `no heading, bullet, endpoint, parameter or function of the specification is missing`() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let later = flat(String(text.components(separatedBy: "## \(Self.later)").last ?? ""))
        let rows = try rows()
        for line in try specificationLines() {
            let section = rows.filter { $0.heading == line.heading }.map(\.said).joined(separator: " ; ")
            let isThere = flat(section).contains(flat(line.text)) || later.contains(flat(line.text))
            #expect(isThere, "\(line.heading): \(line.text)")
        }
    }

    // MARK: Reading

    private func rows() throws -> [Row] {
        var rows: [Row] = []
        var headings = Headings()
        for line in try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n") {
            if headings.take(line) { continue }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("| "), cells.count == 3, cells[0] != "The specification" else { continue }
            rows.append(Row(heading: headings.text, said: cells[0], place: cells[1], tests: cells[2]))
        }
        return rows
    }

    /// Bullets, endpoints, and the names in blocks of code, each below its headings.
    private func specificationLines() throws -> [(heading: String, text: String)] {
        var lines: [(heading: String, text: String)] = []
        var headings = Headings()
        var isCode = false
        for line in try String(contentsOf: Self.specification, encoding: .utf8).split(separator: "\n") {
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.hasPrefix("```") {
                isCode.toggle()
            } else if isCode {
                if let name = codeName(text) { lines.append((headings.text, name)) }
            } else if headings.take(line) {
                continue
            } else if text.hasPrefix("- ") {
                lines.append((headings.text, String(text.dropFirst(2))))
            } else if text.hasPrefix("**") {
                lines.append((headings.text, text))
            }
        }
        return lines
    }

    /// The field or parameter that a line of an example tells.
    private func codeName(_ line: String) -> String? {
        if let match = line.firstMatch(of: /^- (\w+)/) { return String(match.1) }
        if let match = line.firstMatch(of: #/^"?([A-Za-z ]+)"?\??: /#) {
            let name = String(match.1)
            return ["Body", "Response", "Query Parameters", "Promise"].contains(name) ? nil : name
        }
        return nil
    }

    /// The two headings, or three, that a line stands under.
    private struct Headings {
        private var levels: [String] = []
        var text: String { levels.joined(separator: " / ") }

        /// True when the line is a heading.
        mutating func take(_ line: Substring) -> Bool {
            let depth = line.prefix { $0 == "#" }.count
            guard depth > 0, line.dropFirst(depth).first == " " else { return false }
            levels = Array(levels.prefix(max(0, depth - 2)))
            if depth > 1 { levels.append(String(line.dropFirst(depth + 1))) }
            return true
        }
    }

    /// What stands between backticks.
    private func words(_ text: String) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// Letters, digits and what separates them, in one way.
    private func flat(_ text: String) -> String {
        text.lowercased().map { $0.isLetter || $0.isNumber ? $0 : " " }.reduce(into: "") { $0.append($1) }
            .split(separator: " ").joined(separator: " ")
    }

    /// The text of the file that declares each suite.
    private func testSources() throws -> [String: String] {
        var sources: [String: String] = [:]
        let folder = Self.root.appending(path: "Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let url = files?.nextObject() as? URL {
            guard url.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: url, encoding: .utf8)
            for match in text.matches(of: /struct (\w+Tests)\b/) { sources[String(match.1)] = text }
        }
        return sources
    }
}
