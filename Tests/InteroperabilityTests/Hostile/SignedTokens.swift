@testable import StepDefinitions

/// Keys and the tokens that they sign, made by `roadwave-server token` as an operator makes them.
struct SignedTokens {
    /// What `ROADWAVE_JWT_KEYS` is set to.
    let keys: String

    /// Makes keys in a folder.
    init(in folder: String) async throws {
        keys = folder + "/keys.json"
        _ = try await Self.print("--new-keys", keys)
    }

    /// A token of a new identity.
    func token(role: String) async throws -> String {
        guard let token = try await Self.print("--keys", keys, "--role", role).last else {
            throw DriverError("roadwave-server token ne dit rien")
        }
        return token
    }

    private static func print(_ options: String...) async throws -> [String] {
        let process = await ChildProcess.start(ServerProcess.executable, ["token"] + options, name: "token")
        guard await process.wait() == .exited(0) else {
            throw DriverError("roadwave-server token : \(await process.lines.joined(separator: " | "))")
        }
        return await process.lines
    }
}
