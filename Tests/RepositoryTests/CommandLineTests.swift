import Testing

@Suite("The command line of the server", .enabled(if: Server.isBuilt, "roadwave-server is not built beside the tests"))
struct CommandLineTests {
    @Test("config refuses a misspelt variable, as serve does", arguments: ["config", "serve"])
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

    @Test("drain says that no node is there to be drained")
    func drain() async throws {
        let result = try await Server.run(["drain", "--data", "/nonexistent"])
        #expect(result.status == 1)
        #expect(result.errors.contains("there is no directory /nonexistent"))
    }
}
