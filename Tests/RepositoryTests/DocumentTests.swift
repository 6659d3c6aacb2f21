import Foundation
import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("the map and the front page stay short", arguments: [("ARCHITECTURE.md", 120), ("README.md", 100)])
    func length(_ path: String, _ limit: Int) throws {
        #expect(try Document.text(path).split(separator: "\n", omittingEmptySubsequences: false).count - 1 <= limit)
    }

    @Test("every relative link leads to a file")
    func links() throws {
        let documents =
            try ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSAIRE.md"]
            + Document.files(in: "docs", endings: [".md"])
        for document in documents {
            let folder = Document.root.appendingPathComponent(document).deletingLastPathComponent()
            for match in try Document.text(document).matches(of: /\]\(([^)#:]+)[^)]*\)/) {
                let target = folder.appendingPathComponent(String(match.1)).standardizedFileURL
                #expect(FileManager.default.fileExists(atPath: target.path), "\(document) links to \(match.1)")
            }
        }
    }

    @Test("no command keeps a data directory in /tmp, which the system may clear")
    func dataDirectories() throws {
        for document in try ["README.md", "CONTRIBUTING.md"] + Document.files(in: "docs", endings: [".md"]) {
            #expect(!(try Document.text(document).contains("/tmp")), "\(document)")
        }
    }

    @Test("every folder of the engine and of the sources has its place in ARCHITECTURE.md")
    func folders() throws {
        let map = try Document.text("ARCHITECTURE.md")
        for folder in try FileManager.default.contentsOfDirectory(
            atPath: Document.root.appendingPathComponent("Sources/RoadWave").path)
        {
            #expect(map.contains("\n\(folder)/"), "\(folder)")
        }
        for target in try FileManager.default.contentsOfDirectory(
            atPath: Document.root.appendingPathComponent("Sources").path)
        {
            #expect(map.contains("`\(target)"), "\(target)")
        }
    }
}
