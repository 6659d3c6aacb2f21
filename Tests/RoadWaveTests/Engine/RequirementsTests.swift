import Foundation
import Testing

@Suite("Requirements of the tools")
struct RequirementsTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

    @Test(
        "every package that ci/setup downloads has its hashes, also those that others need",
        arguments: ["witnesses", "s3", "schemathesis", "kubernetes"])
    func hashes(name: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: "ci/\(name).txt"), encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        var packages: [Substring: Int] = [:]
        var last = Substring()
        for line in lines {
            if line.hasPrefix("    --hash=sha256:") {
                packages[last, default: 0] += 1
            } else {
                #expect(line.contains(/^[A-Za-z0-9._\[\]-]+==[^ ]+ \\$/), "\(line)")
                last = line.prefix { $0 != "=" }
                packages[last] = 0
            }
        }
        #expect(packages.values.allSatisfy { $0 > 0 })
        let direct = try String(contentsOf: Self.root.appending(path: "ci/\(name).in"), encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }
        for requirement in direct { #expect(lines.contains { $0.hasPrefix(requirement + " ") }, "\(requirement)") }
        #expect(packages.count > direct.count)
    }

    @Test("ci/setup installs nothing without a hash")
    func setup() throws {
        let text = try String(contentsOf: Self.root.appending(path: "ci/setup"), encoding: .utf8)
        let installs = text.split(separator: "\n").filter { $0.contains("pip install") }
        #expect(!installs.isEmpty)
        #expect(installs.allSatisfy { $0.contains("--require-hashes") })
    }
}
