internal import RoadWaveRTC

/// The queue of replays in Redis: the stream `replay:jobs` with the consumer group `workers`.
/// See docs/decisions/redis.md, « Jobs of replays ».
final class RedisReplayQueue: ReplayQueue {
    /// Consumers without a job that made no call for this long belong to workers that are gone: a living one asks every
    /// second.
    private static let forgottenAfter = Duration.seconds(600)

    /// The most entries that one call removes.
    private static let entriesAtOnce = 1_000

    private let client: RedisClient
    /// Waits in Redis for the next job, one call at a time: the other calls need a connection of their own.
    private let waiting: RedisClient

    /// A queue whose two connections are opened on demand.
    /// - Parameter now: the clock for the waits between two attempts to connect.
    init(address: RedisAddress, timeouts: RedisTimeouts = RedisTimeouts(), now: @escaping @Sendable () -> MonotonicTime)
    {
        client = RedisClient(address: address, timeouts: timeouts, now: now)
        waiting = RedisClient(address: address, timeouts: timeouts, longestPipeline: 1, now: now)
    }

    func add(_ lives: [LiveID]) async throws(ReplayQueueError) {
        guard !lives.isEmpty else { return }
        _ = try await run(ReplayScripts.add, lives.map(\.description))
    }

    func next(for worker: WorkerName, atMost limit: Duration) async throws(ReplayQueueError) -> LiveID? {
        let command = RedisCommand(
            "XREADGROUP", "GROUP", ReplayScripts.group, worker.description, "COUNT", "1", "BLOCK",
            "\(max(1, limit.wholeMilliseconds))", "STREAMS", ReplayScripts.stream, ">")
        let reply: RedisReply?
        do throws(RedisError) {
            reply = try await waiting.send([command]).first
        } catch {
            throw Self.failure(error)
        }
        switch reply {
        case .error(let text)? where text.hasPrefix("NOGROUP") || text.hasPrefix("UNBLOCKED"):
            // An emptied Redis: the next refill makes the group again.
            _ = try await run(ReplayScripts.add, [])
            return nil
        case .error(let text)?:
            throw ReplayQueueError(message: "Redis refuses XREADGROUP: \(text)")
        default:
            return Self.live(in: reply)
        }
    }

    func renew(_ live: LiveID, by worker: WorkerName) async throws(ReplayQueueError) {
        _ = try await run(ReplayScripts.renew, [live.description, worker.description])
    }

    func giveBack(_ live: LiveID) async throws(ReplayQueueError) {
        _ = try await run(ReplayScripts.giveBack, [live.description])
    }

    func remove(_ live: LiveID) async throws(ReplayQueueError) {
        _ = try await run(ReplayScripts.remove, [live.description])
    }

    func bury(_ live: LiveID, reason: String) async throws(ReplayQueueError) {
        _ = try await run(ReplayScripts.remove, [live.description, String(reason.prefix(500))])
    }

    func leave(_ worker: WorkerName) async throws(ReplayQueueError) {
        _ = try await run(
            ReplayScripts.leave, [worker.description, "\(Self.forgottenAfter.wholeMilliseconds)"])
    }

    func entries(limit: Int) async throws(ReplayQueueError) -> [ReplayQueueEntry] {
        guard case .array(let fields) = try await run(ReplayScripts.list, ["\(limit)"]) else { return [] }
        return stride(from: 0, to: fields.count - 1, by: 2).compactMap { index in
            fields[index].text.map { id in
                ReplayQueueEntry(id: id, live: fields[index + 1].text.flatMap { LiveID($0) })
            }
        }
    }

    func discard(_ entries: [ReplayQueueEntry]) async throws(ReplayQueueError) {
        // A script has some thousands of arguments at most.
        for start in stride(from: 0, to: entries.count, by: Self.entriesAtOnce) {
            let some = entries[start..<min(start + Self.entriesAtOnce, entries.count)]
            _ = try await run(ReplayScripts.discard, some.flatMap { [$0.id, $0.live?.description ?? ""] })
        }
    }

    func complaint() async throws(ReplayQueueError) -> String? {
        do throws(RedisError) {
            let reply = try await client.send([RedisCommand("INFO", "memory")]).first ?? .null
            let line = reply.text?.split(whereSeparator: \.isNewline).first { $0.hasPrefix("maxmemory_policy:") }
            guard let policy = line?.dropFirst("maxmemory_policy:".count), policy != "noeviction" else { return nil }
            return
                "Redis may evict the jobs of replays: its maxmemory-policy is \(policy), and should be noeviction; jobs are then refilled from the database"
        } catch {
            throw Self.failure(error)
        }
    }

    private func run(_ script: RedisScript, _ arguments: [String]) async throws(ReplayQueueError) -> RedisReply {
        do throws(RedisError) {
            return try await client.run(script, keys: ReplayScripts.keys, arguments: arguments)
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: RedisError) -> ReplayQueueError {
        ReplayQueueError(message: "the queue of replays cannot be used", cause: error)
    }

    /// The live in `[[stream, [[entry, [field, value]]]]]`; nil for no entry, or one without a body.
    private static func live(in reply: RedisReply?) -> LiveID? {
        guard case .array(let streams)? = reply, case .array(let stream)? = streams.first, stream.count == 2,
            case .array(let entries) = stream[1], case .array(let entry)? = entries.first, entry.count == 2,
            case .array(let fields) = entry[1]
        else { return nil }
        for index in stride(from: 0, to: fields.count - 1, by: 2) where fields[index].text == "live_id" {
            return fields[index + 1].text.flatMap { LiveID($0) }
        }
        return nil
    }
}
