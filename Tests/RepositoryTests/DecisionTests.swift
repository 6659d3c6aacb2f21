import Foundation
import Testing

/// The decisions in docs/decisions and the links to them: `See docs/decisions/nodes.md, « Leases ».`
@Suite("Decisions")
struct DecisionTests {
    /// A heading of a file of decisions, or a link to one.
    private struct Decision: Hashable, CustomStringConvertible {
        let file: String
        let heading: String

        var description: String { "docs/decisions/\(file).md, « \(heading) »" }
    }

    @Test("every link in the sources names a heading that exists, and every decision is linked from a source")
    func links() throws {
        let decisions = try Self.sections().map(\.decision)
        #expect(decisions.count > 60)
        #expect(Set(decisions).count == decisions.count, "two decisions of a file have one heading")
        var linked: Set<Decision> = []
        let folders = ["Sources", "Tests", "deploy", "ci", "Examples"]
        let sources = try folders.flatMap {
            try Document.files(in: $0, endings: [".swift", ".h", ".conf", ".js", ".sh", ".py", ".yaml"])
        }
        for path in sources + ["Package.swift", "Containerfile"] where !path.hasPrefix("Tests/RepositoryTests/") {
            for decision in Self.links(in: try Document.text(path)) {
                linked.insert(decision)
                #expect(decisions.contains(decision), "\(path) names \(decision), which does not exist")
            }
        }
        for decision in decisions where !linked.contains(decision) {
            Issue.record("no source names \(decision)")
        }
    }

    @Test("a decision has a context, the decision and its price")
    func parts() throws {
        for (decision, text) in try Self.sections() {
            let parts = text.matches(of: /(?m)^\*(\w+)\.\* \S/).map { String($0.1) }
            #expect(parts == ["Context", "Decision", "Price"], "\(decision) has \(parts)")
        }
    }

    @Test("a link may go on in the next line of its comment")
    func brokenLink() {
        let text = "/// A lease. See docs/decisions/nodes.md, « Lives that\n    /// Redis lost ».\n"
        #expect(Self.links(in: text) == [Decision(file: "nodes", heading: "Lives that Redis lost")])
    }

    private static func sections() throws -> [(decision: Decision, text: String)] {
        try Document.files(in: "docs/decisions", endings: [".md"]).flatMap { path in
            let file = String(path.split(separator: "/").last?.dropLast(3) ?? "")
            return try Document.text(path).split(separator: "\n## ").dropFirst().map { section in
                let heading = section.prefix { $0 != "\n" }
                return (Decision(file: file, heading: String(heading)), String(section))
            }
        }
    }

    private static func links(in text: String) -> [Decision] {
        // Most sources have none: the expressions below are not for every line of the repository.
        guard text.contains("docs/decisions/") else { return [] }
        let plain = text.replacing(/\n\s*(?:\/\/\/?|#|\*)\s*/, with: " ")
        return plain.matches(of: /docs\/decisions\/([\w-]+)\.md,\s+«\s([^»]+?)\s»/)
            .map { Decision(file: String($0.1), heading: String($0.2)) }
    }
}
