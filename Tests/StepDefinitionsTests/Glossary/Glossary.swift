import Foundation

/// GLOSSAIRE.md, read: the rows of its tables.
struct Glossary {
    /// A row: a French term, and the Swift types, folders and commands that play it.
    struct Row {
        let term: String
        /// What stands between backquotes in the second column.
        let names: [String]
        let meaning: String
    }

    let rows: [Row]

    /// The glossary of this repository.
    static func ofRepository() throws -> Glossary {
        Glossary(try String(contentsOf: Repository.root.appendingPathComponent("GLOSSAIRE.md"), encoding: .utf8))
    }

    /// Reads the tables of a text in Markdown, their heads left out.
    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isRule = { (line: Substring) in line.hasPrefix("|") && line.allSatisfy { "|-: ".contains($0) } }
        rows = zip(lines, lines.dropFirst() + [""]).compactMap { line, next in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("|"), !isRule(line), !isRule(next), cells.count == 3 else { return nil }
            return Row(
                term: cells[0], names: cells[1].matches(of: /`(.+?)`/).map { String($0.1) }, meaning: cells[2])
        }
    }

    /// The words of all terms, as they are compared.
    var words: Set<StepWords.Word> { Set(rows.flatMap { StepWords.words(of: $0.term) }) }
}

/// The repository that the tests belong to.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The paths below `Sources`, folders and files.
    static var sources: [String] {
        let folder = root.appendingPathComponent("Sources").path
        return FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    }

    /// The text of a file below `Sources`.
    static func source(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent("Sources").appendingPathComponent(path), encoding: .utf8)
    }
}
