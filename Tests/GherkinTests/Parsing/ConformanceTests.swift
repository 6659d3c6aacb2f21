import Foundation
import Gherkin
import Testing

/// The official Gherkin testdata, exact, nothing ignored.
@Suite("the official Gherkin testdata", .enabled(if: ConformanceSuite.isPresent))
struct ConformanceTests {
    @Test("the source message of each good file", arguments: ConformanceSuite.features("good"))
    func source(_ name: String) throws {
        try expect(.source, of: name, in: "good", toEqual: "source.ndjson")
    }

    @Test("the document of each good file", arguments: ConformanceSuite.features("good"))
    func document(_ name: String) throws {
        try expect(.document, of: name, in: "good", toEqual: "ast.ndjson")
    }

    @Test("the pickles of each good file", arguments: ConformanceSuite.features("good"))
    func pickles(_ name: String) throws {
        try expect(.pickles, of: name, in: "good", toEqual: "pickles.ndjson")
    }

    @Test("the errors of each bad file", arguments: ConformanceSuite.features("bad"))
    func errors(_ name: String) throws {
        try expect(.document, of: name, in: "bad", toEqual: "errors.ndjson")
    }

    @Test("the tokens of each good file", arguments: ConformanceSuite.features("good"))
    func tokens(_ name: String) throws {
        let lines = try GherkinParser().tokens(ConformanceSuite.bytes("good/\(name)"), mediaType: mediaType(name))
        let text = lines.map { $0 + "\n" }.joined()
        #expect(try text == String(decoding: ConformanceSuite.bytes("good/\(name).tokens"), as: UTF8.self))
    }

    @Test("the suite is there whole: good and bad files, plain and in Markdown")
    func suiteIsNotEmpty() {
        #expect(ConformanceSuite.features("good").count { $0.hasSuffix(".md") } > 0)
        #expect(ConformanceSuite.features("good").count { $0.hasSuffix(".feature") } > 20)
        #expect(ConformanceSuite.features("bad").count > 5)
    }

    private func expect(
        _ content: GherkinEvents.Content, of name: String, in kind: String, toEqual suffix: String
    ) throws {
        var writer = JSONWriter()
        var events = GherkinEvents(content)
        let bytes = try ConformanceSuite.bytes("\(kind)/\(name)")
        events.read(bytes, uri: "../testdata/\(kind)/\(name)", mediaType: mediaType(name)) { event in
            writer.value(event)
            writer.endLine()
        }
        let expected = try ConformanceSuite.values(ConformanceSuite.bytes("\(kind)/\(name).\(suffix)"))
        #expect(try ConformanceSuite.values(writer.bytes) == expected)
    }

    private func mediaType(_ name: String) -> Source.MediaType {
        name.hasSuffix(".md") ? .markdown : .plain
    }
}
