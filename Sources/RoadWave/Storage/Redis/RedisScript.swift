internal import Crypto
internal import Foundation

/// A Lua script. Redis executes it as one command, and nothing else in the meantime.
struct RedisScript: Sendable {
    let source: String
    /// The name of a loaded script in Redis: the SHA-1 of its text in hexadecimal. SHA-1 here names, it protects
    /// nothing.
    let digest: String

    init(_ source: String) {
        self.source = source
        digest = Insecure.SHA1.hash(data: Data(source.utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

extension RedisClient {
    /// Runs a script. Its text is only sent to a server that does not know it, such as a restarted one.
    ///
    /// - Parameter keys: every key that the script uses.
    /// - Throws: ``RedisError``; code `refused` if the script fails.
    func run(_ script: RedisScript, keys: [String], arguments: [String]) async throws(RedisError) -> RedisReply {
        let rest = ["\(keys.count)"] + keys + arguments
        let reply = try await send([RedisCommand(words: ["EVALSHA", script.digest] + rest)]).first ?? .null
        guard case .error(let text) = reply else { return reply }
        guard text.hasPrefix("NOSCRIPT") else {
            throw RedisError(.refused, "\(address) refuses a script: \(text)")
        }
        return try await send(RedisCommand(words: ["EVAL", script.source] + rest))
    }
}
