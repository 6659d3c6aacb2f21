import Foundation
import RoadWaveTestServices
import Testing

/// The scripts of ci/services, as an operator starts them.
@Suite("The scripts of services")
struct ServiceScriptTests {
    @Test("without a standard input, Redis says why it ends, and stays with --stay")
    func standardInput() async throws {
        try await withFolder { folder in
            let ended = await Self.start("exec \"$0\" \"$1\" < /dev/null", folder + "/ended")
            #expect(await ended.wait() == .exited(0))
            #expect(await ended.lines.contains { $0.contains("standard input has ended; --stay") })

            let staying = await Self.start("exec \"$0\" \"$1\" --stay < /dev/null", folder + "/staying")
            let ready = try await staying.line { $0.hasPrefix("ready ") }
            #expect(ready != nil)
            let answer = await ChildProcess.start(
                "redis-cli", ["-s", folder + "/staying/redis.sock", "ping"], name: "redis-cli")
            _ = await answer.wait()
            #expect(await answer.lines == ["PONG"])
            await staying.stop()
        }
    }

    @Test("without a standard input, Alertmanager says why it ends as well")
    func alertmanager() async throws {
        try await withFolder { folder in
            let ended = await Self.start("exec \"$0\" \"$1\" < /dev/null", folder, of: "alertmanager")
            #expect(await ended.wait() == .exited(0))
            #expect(await ended.lines.contains { $0.contains("standard input has ended; --stay") })
        }
    }

    @Test(
        "an option that is not understood, or has no value, is refused in a sentence",
        arguments: [
            ("postgres", ["--tls", "a"]), ("postgres", ["--password"]), ("redis", ["--password"]),
            ("nginx", ["--tls", "a", "b"]), ("nginx", ["--upstream"]), ("alertmanager", ["--tls"]),
        ])
    func options(script: String, options: [String]) async throws {
        try await withFolder { folder in
            let process = await ChildProcess.start(Self.path(of: script), [folder] + options, name: script)
            let ending = await process.wait()
            #expect(ending == .exited(64) || ending == .exited(1))
            let lines = await process.lines
            #expect(lines.count == 1 && lines[0].hasPrefix("\(script): "), "\(lines)")
        }
    }

    private static func start(_ command: String, _ folder: String, of script: String = "redis") async -> ChildProcess {
        await ChildProcess.start("bash", ["-c", command, path(of: script), folder], name: script)
    }

    private static func path(of script: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../ci/services/\(script)")
            .standardizedFileURL.path
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "scripts-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}
