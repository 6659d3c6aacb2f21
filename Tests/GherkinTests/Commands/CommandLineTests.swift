import Foundation
import Gherkin
import Testing

/// What the command line says, read.
@Suite("Command line")
struct CommandLineTests {
    @Test("a path carries the lines behind its colons")
    func paths() {
        #expect(FeaturePath("a.feature:12:30").lines == [12, 30])
        #expect(FeaturePath("a.feature:12:30").path == "a.feature")
        #expect(FeaturePath("dossier").lines.isEmpty)
        #expect(FeaturePath("C:a.feature").path == "C:a.feature")
        #expect(FeaturePath("a.feature:0").path == "a.feature:0")
    }

    @Test("a format is a name and, behind a colon, a file")
    func formats() throws {
        #expect(try FormatRequest(parsing: "pretty") == FormatRequest(.pretty))
        #expect(try FormatRequest(parsing: "junit:a:b.xml") == FormatRequest(.junit, path: "a:b.xml"))
        #expect(throws: UsageError(code: .unknownFormat("joli"))) { try FormatRequest(parsing: "joli") }
    }

    @Test("parse prints one message a line, ids from one counter over all files")
    func parse() async throws {
        let text = "Feature: f\n  Scenario: s\n    Given a\n"
        try await withFeature(text) { path in
            let recording = RecordingConsole()
            let command = ParseCommand(.pickles, paths: [path, path + ".absent"], console: recording.console)
            #expect(command.run() == .unusable)
            let again = ParseCommand(.pickles, paths: [path, path], console: recording.console)
            #expect(again.run() == .success)
            let lines = recording.output.text.split(separator: "\n")
            #expect(lines.count == 1)
            #expect(lines[0].contains("\"id\":\"3\""))
        }
    }

    @Test("parse prints the errors of a file that does not parse, and ends with 3")
    func parseErrors() async throws {
        try await withFeature("Feature: f\n  Scenario: s\n    Given a\n      | a |\n      | b | c |\n") { path in
            for content in ParseCommand.Content.allCases {
                let recording = RecordingConsole()
                #expect(ParseCommand(content, paths: [path], console: recording.console).run() == .unparsable)
                #expect(recording.output.text.contains("\"parseError\""))
            }
        }
    }

    @Test("a folder stands for the feature files in it, in order")
    func folder() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dossier-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["b.feature", "a/c.feature.md", "a/d.feature", "e.txt"] {
            let file = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data((name.hasSuffix(".md") ? "# Feature: \(name)\n" : "Feature: \(name)\n").utf8).write(to: file)
        }
        let recording = RecordingConsole()
        #expect(ParseCommand(.ast, paths: [folder.path], console: recording.console).run() == .success)
        let names = recording.output.text.split(separator: "\n").compactMap { line in
            ["a/c.feature.md", "a/d.feature", "b.feature"].first { line.contains("\"name\":\"\($0)\"") }
        }
        #expect(names == ["a/c.feature.md", "a/d.feature", "b.feature"])
    }
}
