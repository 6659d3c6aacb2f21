import Foundation
import Testing

/// The folders of `Sources/Gherkin` are layers: code uses the folders below its own and no other.
@Suite("Layers of Gherkin")
struct LayersTests {
    /// From bottom to top.
    static let layers = [
        "Text", "Language", "Parsing", "Pickles", "TagExpressions", "Expressions", "Steps", "Running", "Messages",
        "French", "Formats", "Mutation", "Commands",
    ]

    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/Gherkin").standardizedFileURL

    @Test("every folder is a layer")
    func folders() throws {
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)) == Set(Self.layers))
    }

    @Test("nothing uses a layer above its own")
    func arrows() throws {
        let files = try LayeredFile.all(in: Self.sources)
        #expect(files.count > 100)
        let found = LayerMap(files, layers: Self.layers).wrongArrows(in: files)
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test("a planted arrow is found, with its file and line")
    func plantedArrow() {
        let files = [
            LayeredFile(
                path: "Parsing/Parser.swift", text: "struct Parser {\n    let g: KeywordGuard // KeywordGuard\n}\n"),
            LayeredFile(
                path: "Parsing/Words.swift", text: "/// `KeywordGuard`\nlet a = \"KeywordGuard\", b = \"é\".folded()\n"),
            LayeredFile(
                path: "French/KeywordGuard.swift",
                text: "public struct KeywordGuard {}\nextension String {\n    func folded() {}\n}\nlet p = Parser()\n"),
        ]
        #expect(
            LayerMap(files, layers: Self.layers).wrongArrows(in: files) == [
                "Parsing/Parser.swift:2: KeywordGuard is of French", "Parsing/Words.swift:2: folded is of French",
            ])
    }
}

/// A source file, its path below the sources, and the words of its code, without comments and texts.
private struct LayeredFile {
    /// A name, and whether it stands behind a dot.
    typealias Word = (name: String, isMember: Bool)

    let path: String
    let lines: [(indent: Int, words: [Word])]

    var layer: String { String(path.prefix { $0 != "/" }) }

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            (line.prefix { $0 == " " }.count, Self.words(of: Array(line.utf8)))
        }
    }

    static func all(in folder: URL) throws -> [LayeredFile] {
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            LayeredFile(path: name, text: try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
        }
    }

    /// Texts within a line are left out; the lines of longer ones stay, and name no type.
    private static func words(of line: [UInt8]) -> [Word] {
        var words: [Word] = []
        var name: [UInt8] = []
        var isText = false
        var previous = UInt8(ascii: " ")
        var beforeName = previous
        for byte in line + [UInt8(ascii: " ")] {
            let isLetter = byte == UInt8(ascii: "_") || isalnum(Int32(byte)) != 0
            if byte == UInt8(ascii: "\""), previous != UInt8(ascii: "\\") { isText.toggle() }
            if !isText, byte == UInt8(ascii: "/"), previous == byte { break }
            if isLetter, !isText {
                if name.isEmpty { beforeName = previous }
                name.append(byte)
            } else if !name.isEmpty {
                words.append((String(decoding: name, as: UTF8.self), beforeName == UInt8(ascii: ".")))
                name = []
            }
            previous = byte
        }
        return words
    }
}

/// Which layer has a name: the types that files declare, and the members that extensions add.
private struct LayerMap {
    private static let typeKeywords: Set = [
        "struct", "enum", "class", "actor", "protocol", "typealias", "associatedtype",
    ]
    private static let memberKeywords: Set = ["func", "var", "let", "case"]
    /// Names of ours that the standard library has as well.
    private static let common: Set = ["rounded", "suffix", "properties"]

    private let layers: [String]
    private var types: [String: Set<String>] = [:]
    private var nestedTypes: [String: Set<String>] = [:]
    private var members: [String: Set<String>] = [:]

    init(_ files: [LayeredFile], layers: [String]) {
        self.layers = layers
        var ownMembers = Self.common
        for file in files {
            var isExtension = false
            for (indent, words) in file.lines {
                if indent == 0, let first = words.first(where: { $0.name != "public" }) {
                    isExtension = first.name == "extension"
                }
                for (keyword, declared) in zip(words, words.dropFirst()) {
                    if Self.typeKeywords.contains(keyword.name) {
                        if indent == 0 {
                            types[declared.name, default: []].insert(file.layer)
                        } else {
                            nestedTypes[declared.name, default: []].insert(file.layer)
                        }
                    } else if isExtension, indent == 4, keyword.name == "func" || keyword.name == "var" {
                        members[declared.name, default: []].insert(file.layer)
                    } else if Self.memberKeywords.contains(keyword.name) {
                        ownMembers.insert(declared.name)
                    }
                }
            }
        }
        // A name that a type's own body has as well says nothing of its layer.
        for name in ownMembers { members[name] = nil }
    }

    /// The uses of a layer above the file's own.
    func wrongArrows(in files: [LayeredFile]) -> [String] {
        var found: [String] = []
        for file in files {
            for (number, line) in file.lines.enumerated() {
                for (name, isMember) in line.words {
                    // A nested type hides one of the same name elsewhere.
                    let homes = (types[name] ?? (isMember ? members[name] : nil) ?? []).union(nestedTypes[name] ?? [])
                    guard types[name] != nil || (isMember && members[name] != nil), let home = homes.first,
                        homes.allSatisfy({ isAbove($0, file.layer) })
                    else { continue }
                    found.append("\(file.path):\(number + 1): \(name) is of \(home)")
                }
            }
        }
        return found
    }

    private func isAbove(_ layer: String, _ other: String) -> Bool {
        (layers.firstIndex(of: layer) ?? .max) > (layers.firstIndex(of: other) ?? .max)
    }
}
