import Foundation
import Testing

@Suite("The command line of the server", .enabled(if: Server.isBuilt, "roadwave-server is not built beside the tests"))
struct CommandLineTests {
    @Test("config refuses a misspelt variable, as serve and jobs do", arguments: ["config", "serve", "jobs"])
    func misspelt(command: String) async throws {
        let result = try await Server.run([command], environment: ["ROADWAVE_MAX_LIVS": "5"])
        #expect(result.status == 1)
        #expect(result.errors.contains("did you mean ROADWAVE_MAX_LIVES?"))
        #expect(result.output == "")
    }

    @Test("config reports a variable that is no setting, and prints the settings all the same")
    func unknown() async throws {
        let result = try await Server.run(["config"], environment: ["ROADWAVE_SERVICE_HOST": "10.0.0.1"])
        #expect(result.status == 0)
        #expect(result.errors == "ROADWAVE_SERVICE_HOST is not a setting and has no effect\n")
        #expect(result.output.contains("ROADWAVE_MAX_LIVES=100\n"))
    }

    @Test("a value that comes from an option is reported with the option, one of the environment with its variable")
    func origin() async throws {
        let option = try await Server.run(["serve", "--http", "0.0.0.0:0"])
        #expect(option.status == 1)
        #expect(option.errors.contains("--http='0.0.0.0:0' cannot be used: expected a loopback address"))
        let variable = try await Server.run(["serve"], environment: ["ROADWAVE_HTTP": "0.0.0.0:0"])
        #expect(variable.status == 1)
        #expect(variable.errors.contains("ROADWAVE_HTTP='0.0.0.0:0' cannot be used: expected a loopback address"))
    }

    @Test("drain reports that no node runs")
    func drain() async throws {
        let result = try await Server.run(["drain", "--data", "/nonexistent"])
        #expect(result.status == 1)
        #expect(result.errors.contains("there is no directory /nonexistent"))
    }

    @Test(
        "commands that read the database of a node name a directory that is missing",
        arguments: [["jobs"], ["jobs", "retry", "x"], ["audit"], ["billing", "show"], ["billing", "import", "/"]])
    func data(command: [String]) async throws {
        let result = try await Server.run(command + ["--data", "/nonexistent"])
        #expect(result.status == 1)
        #expect(result.errors.contains("there is no directory /nonexistent"))
    }

    @Test("the version is three numbers")
    func version() async throws {
        let result = try await Server.run(["--version"])
        #expect(result.status == 0)
        #expect(result.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test("the log is JSON of one level and those above it, where that is set")
    func log() async throws {
        let environment = [
            "ROADWAVE_LOG_FORMAT": "json", "ROADWAVE_SERVICE_HOST": "x", "ROADWAVE_DATA": "/dev/null/none",
        ]
        let result = try await Server.run(
            ["serve", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"], environment: environment)
        #expect(result.status == 1)
        let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("{") }
        let line = try #require(lines.first)
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(object?["level"] as? String == "warning")
        #expect((object?["message"] as? String)?.contains("ROADWAVE_SERVICE_HOST") == true)
        #expect(object?["time"] is String && object?["label"] as? String == "roadwave")
        let quiet = try await Server.run(
            ["serve", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"],
            environment: environment.merging(["ROADWAVE_LOG_LEVEL": "error"]) { $1 })
        #expect(!quiet.errors.contains("ROADWAVE_SERVICE_HOST"))
        let wrong = try await Server.run(["config"], environment: ["ROADWAVE_LOG_LEVEL": "loud"])
        #expect(wrong.status == 1 && wrong.errors.contains("expected trace, debug, info"))
    }

    @Test("a token needs a role, and the keys a reason for which they cannot be read")
    func token() async throws {
        let noRole = try await Server.run(["token", "--keys", "/nonexistent"])
        #expect(noRole.status == 64)
        #expect(noRole.errors.contains("--role is missing: expected creator, listener or operator"))
        let noFile = try await Server.run(["token", "--keys", "/nonexistent", "--role", "listener"])
        #expect(noFile.status == 1)
        #expect(noFile.errors.contains("the token keys '/nonexistent' cannot be read: No such file or directory"))
        let folder = try await Server.run(["token", "--keys", "/", "--role", "listener"])
        #expect(folder.status == 1)
        #expect(folder.errors.contains("the token keys '/' cannot be read"))
    }

    @Test("a key is added to a file, signs if it is named, and is removed again")
    func keys() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "keys.json").path
        #expect(try await Server.run(["token", "--new-keys", file]).status == 0)
        let added = try await Server.run(["token", "--add-key", file, "--algorithm", "ES256"])
        #expect(added.status == 0)
        let kid = added.output.trimmingCharacters(in: .newlines)
        let names = try Self.names(in: file)
        #expect(names.count == 2 && names.last == kid)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        for (options, signer) in [([], names[0]), (["--kid", kid], kid)] as [([String], String)] {
            let token = try await Server.run(["token", "--keys", file, "--role", "listener"] + options)
            #expect(try Self.signer(of: token.output) == signer)
        }
        #expect(try await Server.run(["token", "--keys", file, "--remove-key", names[0]]).status == 0)
        #expect(try Self.names(in: file) == [kid])
        let last = try await Server.run(["token", "--keys", file, "--remove-key", kid])
        #expect(last.status == 1 && last.errors.contains("is the only key"))
        let unknown = try await Server.run(["token", "--keys", file, "--role", "listener", "--kid", names[0]])
        #expect(unknown.status == 1 && unknown.errors.contains("there is no key '\(names[0])'"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["keys.json"])
    }

    private static func names(in file: String) throws -> [String] {
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file))) as? [String: Any]
        return (object?["keys"] as? [[String: Any]] ?? []).compactMap { $0["kid"] as? String }
    }

    /// The `kid` of a token's header.
    private static func signer(of token: String) throws -> String? {
        let head = String(token.prefix { $0 != "." }).replacing("-", with: "+").replacing("_", with: "/")
        let padded = head + String(repeating: "=", count: (4 - head.count % 4) % 4)
        let object = try JSONSerialization.jsonObject(with: Data(base64Encoded: padded) ?? Data()) as? [String: Any]
        return object?["kid"] as? String
    }
}
