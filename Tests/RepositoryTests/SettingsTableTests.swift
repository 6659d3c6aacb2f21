import Foundation
import Testing

/// docs/operations.md has every setting, with the default that a node without variables has.
@Suite("The table of settings", .enabled(if: Server.isBuilt, "roadwave-server is not built beside the tests"))
struct SettingsTableTests {
    @Test("it has the names and the defaults that roadwave-server config prints, and no others")
    func table() async throws {
        let printed = try await Self.printed()
        #expect(printed.count > 50)
        let rows = try Document.text("docs/operations.md").matches(of: /(?m)^\| `(ROADWAVE_\w+)` \|([^|]*)\|/)
        let documented = rows.map { Setting(name: String($0.1), value: Self.plain($0.2)) }
        #expect(Set(documented.map(\.name)).count == documented.count, "a setting has two rows")
        for setting in printed where !documented.contains(setting) {
            Issue.record("no row of docs/operations.md says \(setting)")
        }
        for setting in documented where !printed.contains(setting) {
            Issue.record("docs/operations.md says \(setting), and roadwave-server config does not")
        }
    }

    /// What `roadwave-server config` prints without any variable.
    private static func printed() async throws -> [Setting] {
        let result = try await Server.run(["config"])
        try #require(result.status == 0)
        return result.output.matches(of: /(?m)^(?:# )?(ROADWAVE_\w+)=(.*)$/)
            .map { Setting(name: String($0.1), value: String($0.2)) }
    }

    private static func plain(_ cell: Substring) -> String {
        String(cell.filter { $0 != "`" && $0 != " " })
    }
}

/// A setting and its value as text; empty without one.
struct Setting: Hashable, CustomStringConvertible {
    let name: String
    let value: String

    var description: String { "\(name)=\(value)" }
}

/// The documents of the repository.
enum Document {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The files with these endings in a folder, by their paths from the root.
    static func files(in folder: String, endings: [String]) throws -> [String] {
        let names = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
        return (names?.compactMap { $0 as? String } ?? []).filter { name in endings.contains { name.hasSuffix($0) } }
            .sorted().map { "\(folder)/\($0)" }
    }
}
