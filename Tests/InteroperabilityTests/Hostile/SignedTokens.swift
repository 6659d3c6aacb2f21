import RoadWaveTestServices

@testable import StepDefinitions

/// Keys and the tokens that they sign, made by `roadwave-server token` as an operator makes them.
struct SignedTokens {
    /// What `ROADWAVE_JWT_KEYS` is set to.
    let keys: String

    /// Makes keys in a folder.
    init(in folder: String) async throws {
        keys = folder + "/keys.json"
        _ = try await Self.print(["--new-keys", keys])
    }

    /// A token.
    /// - Parameters:
    ///   - subject: whose; a new identity's when nil.
    ///   - seconds: how long it is good; as long as `roadwave-server token` makes it when nil.
    ///   - isPremium: whether a creator waits for a place in the priority queue.
    func token(
        role: String, subject: String? = nil, seconds: Int? = nil, isPremium: Bool = false
    ) async throws -> String {
        var options = ["--keys", keys, "--role", role] + (isPremium ? ["--premium"] : [])
        if let subject { options += ["--subject", subject] }
        if let seconds { options += ["--seconds", "\(seconds)"] }
        guard let token = try await Self.print(options).last else {
            throw DriverError("roadwave-server token ne dit rien")
        }
        return token
    }

    private static func print(_ options: [String]) async throws -> [String] {
        let process = await ChildProcess.start(ServerProcess.executable, ["token"] + options, name: "token")
        guard await process.wait() == .exited(0) else {
            throw DriverError("roadwave-server token : \(await process.lines.joined(separator: " | "))")
        }
        return await process.lines
    }
}
