import Foundation
import RoadWaveTestServices

@testable import StepDefinitions

/// schemathesis: requests made from `openapi.yaml`, right ones and wrong ones, and the answers compared with it.
struct Schemathesis {
    /// Where `ci/setup` installs it.
    private static var program: String {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
        return (environment["ROADWAVE_CACHE"] ?? home + "/roadwave") + "/schemathesis/bin/schemathesis"
    }

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// What it is told of this API beside `openapi.yaml`.
    private static let configuration = """
        # Methods are told before the path is looked at.
        [[operations]]
        include-method = "OPTIONS"
        checks.negative_data_rejection.enabled = false

        # No schema says what SDP is.
        [[operations]]
        include-operation-id = ["publish", "change"]
        checks.positive_data_acceptance.enabled = false

        [checks.negative_data_rejection]
        expected-statuses = ["4xx"]
        """

    /// Where it keeps what it writes.
    let folder: String
    /// The node that it asks.
    let http: String

    /// Asks with a token, and without where that must be refused.
    /// - Parameters:
    ///   - parameters: what stands for parameters of paths, by name, instead of anything.
    ///   - options: which operations.
    /// - Returns: its report when the API does not do what the file says; nil when it does.
    func violations(token: String, parameters: [String: String] = [:], _ options: String...) async throws -> String? {
        let fixed = parameters.map { "\"path.\($0)\" = \"\($1)\"" }.sorted().joined(separator: "\n")
        let configuration = "[parameters]\n\(fixed)\n\n" + Self.configuration
        try configuration.write(toFile: folder + "/schemathesis.toml", atomically: true, encoding: .utf8)
        let peers = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Peers").standardizedFileURL
        let process = await ChildProcess.start(
            "sh",
            [
                "-c", "cd \"$0\" && exec \"$@\"", folder, Self.program, "run", http + "/openapi.yaml",
                "--header", "Authorization: Bearer \(token)", "--seed", "1", "--max-examples", "15",
                // Health and metrics are elsewhere. Streams of events do not end.
                "--exclude-path-regex", "^/(livez|readyz|metrics)$", "--exclude-operation-id", "followLive",
                "--exclude-operation-id", "followRadio",
                "--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--request-timeout", "10",
            ] + options,
            environment: ["PYTHONPATH": peers.path, "SCHEMATHESIS_HOOKS": "schemathesis_hooks", "NO_COLOR": "1"],
            name: "schemathesis")
        let ending = await process.wait()
        let lines = await process.lines
        // It ended as it should, and it did something.
        let isClean = ending == .exited(0) && lines.contains { $0.contains(" generated, ") && $0.contains(" passed") }
        return isClean ? nil : lines.joined(separator: "\n")
    }
}
