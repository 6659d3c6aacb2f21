import Gherkin
import Testing

/// Files that an old editor wrote.
@Suite("files that are not in UTF-8")
struct TextEncodingTests {
    private static let text = "# language: fr\nFonctionnalité: été\n  Scénario: s\n    Étant donné x\n"

    @Test("Latin-1 is one error with the place of the first letter that is wrong")
    func latin1() throws {
        let bytes = Self.text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let error = SyntaxError(location: Location(line: 2, column: 14), kind: .otherEncoding(.latin1))
        for mediaType in [Source.MediaType.plain, .markdown] {
            #expect(errors(in: bytes, mediaType: mediaType) == [error])
        }
        let report = SyntaxErrors(errors: [error]).report(uri: "a.feature", bytes: bytes)
        #expect(
            report.hasPrefix(
                "a.feature:2:14: erreur : Le fichier n'est pas en UTF-8 (Latin-1 ?) : enregistrez-le en UTF-8\n"))
    }

    @Test("UTF-16 is one error, with or without its mark", arguments: [true, false], [true, false])
    func utf16(_ isBigEndian: Bool, _ hasMark: Bool) {
        let units = (hasMark ? [0xFEFF] : []) + Array(Self.text.utf16)
        let bytes = units.flatMap { unit in
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isBigEndian ? pair : pair.reversed()
        }
        #expect(errors(in: bytes) == [SyntaxError(location: Location(line: 1), kind: .otherEncoding(.utf16))])
    }

    @Test("the official parsers read on, and so does conformance")
    func conformance() {
        #expect(errors(in: Array("Feature: \u{E9}".utf16).map { UInt8($0) }, mode: .conformance).isEmpty)
    }

    @Test("UTF-8 is no error, whatever its letters")
    func utf8() {
        #expect(errors(in: Array("Feature: é\u{FFFD}😀\n".utf8)).isEmpty)
    }

    private func errors(
        in bytes: [UInt8], mode: ParsingMode = .tolerant, mediaType: Source.MediaType = .plain
    ) -> [SyntaxError] {
        var ids = IDCounter()
        do {
            _ = try GherkinParser(mode: mode).parse(bytes, mediaType: mediaType, ids: &ids)
            return []
        } catch {
            return error.errors
        }
    }
}
