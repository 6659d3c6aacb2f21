import Foundation
import Testing

@testable import RoadWave

/// French sets a space before `: ; ! ?` and inside `« »`, at which no line may break (Lexique des règles typographiques en
/// usage à l'Imprimerie nationale): U+00A0 before the colon and inside the quotation marks, U+202F before the others.
@Suite("French typography")
struct PageTypographyTests {
    /// What a line could break at, in a text that people read.
    private static func faults(in text: String) -> [String] {
        text.matches(of: /.{0,24}(?: [:;!?»]|« |[^ \u{a0}\u{202f}]»).{0,8}/).map { String($0.output) }
    }

    @Test("it finds what it looks for")
    func faults() {
        for text in ["Merci !", "Attention : non", "dit « oui\u{a0}»", "dit «\u{a0}oui »", "Quoi ?"] {
            #expect(Self.faults(in: text).count == 1, "\(text)")
        }
        #expect(Self.faults(in: "Merci\u{202f}! Dit\u{a0}: «\u{a0}J'aime\u{a0}».").isEmpty)
    }

    @Test(
        "the pages' own texts keep their signs",
        arguments: ["index.html", "studio.html", "listener.html", "replay.html", "exploitation.html"])
    func markup(page: String) throws {
        let pages = [
            "index.html": PageAsset.index, "studio.html": .studio, "listener.html": .listener, "replay.html": .replay,
            "exploitation.html": .operations,
        ]
        let asset = try #require(pages[page])
        let html = try #require(String(validating: asset.bytes, as: UTF8.self))
            .replacing("&nbsp;", with: "\u{a0}").replacing("&#8239;", with: "\u{202f}")
            .replacing(/<!--.*?-->/.dotMatchesNewlines(), with: "")
        #expect(Self.faults(in: html) == [])
    }

    @Test("so do the texts that scripts say", arguments: PageAsset.files.keys.filter { $0.hasSuffix(".js") }.sorted())
    func scripts(script: String) throws {
        let source = try #require(PageAsset.files[script].flatMap { String(validating: $0.bytes, as: UTF8.self) })
        let texts = Self.literals(in: source).map {
            $0.replacing(/\$\{[^}]*\}/, with: "0").replacing("\\u00a0", with: "\u{a0}")
                .replacing("\\u202f", with: "\u{202f}")
        }
        #expect(texts.flatMap(Self.faults) == [])
    }

    @Test("so do the sentences of the node that people read")
    func sentences() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../../Sources/RoadWave").standardizedFileURL
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        #expect(files.count > 100)
        for file in files {
            let source = try String(contentsOf: file, encoding: .utf8)
            // A file without any such sign before or after a space has nothing to look for.
            guard ["« ", " »", " :", " ;", " !", " ?"].contains(where: source.contains) else { continue }
            let texts = Self.literals(in: source).filter(Self.isFrench).map {
                $0.replacing("\\u{a0}", with: "\u{a0}").replacing("\\u{202f}", with: "\u{202f}")
            }
            #expect(texts.flatMap(Self.faults) == [], "\(file.lastPathComponent)")
        }
    }

    /// What has no letter with an accent and none of these words is no French: SQL, English, code.
    private static func isFrench(_ text: String) -> Bool {
        text.contains(/[éèêàçùÉÀ]|\b(?:est|vous|le|la|les|valeurs?|attendue?)\b/)
    }

    /// The texts of a source, line by line: what stands between quotation marks, comments left out.
    private static func literals(in source: String) -> [String] {
        source.split(separator: "\n").filter { line in
            let code = line.drop { $0 == " " }
            return line.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "`") }
                && !["//", "/*", "*"].contains(where: code.hasPrefix)
        }.flatMap { line in
            line.matches(of: /"((?:[^"\\]|\\.)*)"|`([^`]*)`/).map { String($0.output.1 ?? $0.output.2 ?? "") }
        }
    }
}
