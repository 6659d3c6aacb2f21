/// The data in Redis under the identities of users: listeners of running lives, slots, the priority queue, and running
/// lives. Voters have pseudonyms (``PersonalAudience``, which also erases listeners).
struct RedisPersonalKeys: Sendable {
    /// The keys of this program.
    private static let patterns = ["live:*", "audience:*", "{capacity}:*", "{nodes}:*", "replay:*"]
    /// The entries of one answer.
    private static let page = "500"

    let client: RedisClient

    /// An entry of a key.
    private struct Entry {
        var key: String
        var type: String
        /// A field of a hash, or a member.
        var name: String
        /// The value of a field.
        var value: String?

        var text: String { value.map { "\(name) \($0)" } ?? name }
    }

    /// The entries with a user, by key.
    func entries(about user: UserID) async throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        for entry in try await search(user) { found[entry.key, default: []].append(entry.text) }
        return found.mapValues { $0.sorted() }
    }

    /// Removes the document of a live that is over and closed: nodes then read its row.
    private static let removal = RedisScript(
        """
        local lives, over, owners = unpack(KEYS)
        if redis.call('ZSCORE', over, ARGV[1]) and redis.call('HEXISTS', owners, ARGV[1]) == 0 then
            redis.call('HDEL', lives, ARGV[1])
        end
        return {'removed'}
        """)

    /// Removes a user from the priority queue, and the user's lives that are over from the registry of nodes.
    /// - Parameter unfinished: lives of the user that are not written as over: the registry may know more of them.
    /// - Returns: the keys that still have the user.
    func erase(_ user: UserID, except unfinished: Set<LiveID>) async throws -> [String] {
        let person = user.description
        let documents = ["lives", "over", "owners"].map { "{nodes}:\($0)" }
        for entry in try await search(user) where entry.key == documents[0] {
            guard let live = LiveID(entry.name), !unfinished.contains(live) else { continue }
            _ = try await client.run(Self.removal, keys: documents, arguments: [entry.name])
        }
        // The keys of a live only change together.
        for entry in try await search(user) where entry.name == person && !entry.key.hasPrefix("live:") {
            switch entry.type {
            case "zset": _ = try await client.send(RedisCommand("ZREM", entry.key, person))
            case "hash": _ = try await client.send(RedisCommand("HDEL", entry.key, person))
            default: break
            }
        }
        return try await search(user).map(\.key)
    }

    private func search(_ user: UserID) async throws -> [Entry] {
        var found: [Entry] = []
        for pattern in Self.patterns {
            for key in try await scan(["SCAN"], ["MATCH", pattern, "COUNT", "1000"]) {
                guard let type = try await client.send(RedisCommand("TYPE", key)).text else { continue }
                found += try await entries(of: key, type).filter { $0.text.contains(user.description) }
            }
        }
        return found
    }

    private func entries(of key: String, _ type: String) async throws -> [Entry] {
        switch type {
        case "string":
            let text = try await client.send(RedisCommand("GET", key)).text
            return [Entry(key: key, type: type, name: text ?? "")]
        case "set":
            return try await scan(["SSCAN", key], ["COUNT", Self.page]).map { Entry(key: key, type: type, name: $0) }
        case "hash", "zset":
            let words = try await scan([type == "hash" ? "HSCAN" : "ZSCAN", key], ["COUNT", Self.page])
            return stride(from: 0, to: words.count - 1, by: 2).map { index in
                Entry(key: key, type: type, name: words[index], value: type == "hash" ? words[index + 1] : nil)
            }
        // Streams contain only identities of lives.
        default: return []
        }
    }

    /// All pages of a scan. An element may come twice.
    private func scan(_ command: [String], _ options: [String]) async throws -> [String] {
        var (found, cursor) = ([String](), "0")
        repeat {
            let reply = try await client.send(RedisCommand(words: command + [cursor] + options))
            guard case .array(let parts) = reply, parts.count == 2, let next = parts[0].text,
                case .array(let page) = parts[1]
            else { throw RedisError(.protocolViolation, "\(client.address) does not scan") }
            found += page.compactMap(\.text)
            cursor = next
        } while cursor != "0"
        return found
    }
}
