internal import Dispatch
internal import RoadWaveRTC
internal import Synchronization

/// The engine's access to Redis: one connection, opened on demand and again after a failure.
///
/// hiredis blocks, so the connection has its own queue, where commands take effect in the order of the calls. Commands
/// must be idempotent: if the server has closed an idle connection, the batch is sent again on a new one.
/// See docs/decisions/redis.md, « hiredis ».
final class RedisClient: Sendable {
    private struct State {
        var link: RedisLink?
        var backOff = ConnectionBackOff<RedisError>()
    }

    /// The most calls that wait for the connection. A working server takes a tenth of a millisecond for each, so the
    /// queue is a tenth of a second long and has some megabytes.
    static let maximumWaiting = 1_024

    let address: RedisAddress
    private let timeouts: RedisTimeouts
    private let now: @Sendable () -> MonotonicTime
    private let queue = DispatchQueue(label: "roadwave.redis")
    /// Locked on the queue only, during a batch: no other thread ever waits for it.
    private let state = Mutex(State())
    /// Running and waiting calls.
    private let waiting = Mutex(0)

    /// A client that is not connected yet.
    /// - Parameter now: the clock for the waits between two attempts to connect.
    init(address: RedisAddress, timeouts: RedisTimeouts = RedisTimeouts(), now: @escaping @Sendable () -> MonotonicTime)
    {
        self.address = address
        self.timeouts = timeouts
        self.now = now
    }

    /// Sends commands together. Error replies are among the answers.
    /// - Throws: ``RedisError``, at once while the server is known to be absent, or if too many calls wait for it.
    func send(_ commands: [RedisCommand]) async throws(RedisError) -> [RedisReply] {
        let isTaken = waiting.withLock { waiting in
            guard waiting < Self.maximumWaiting else { return false }
            waiting += 1
            return true
        }
        guard isTaken else { throw RedisError(.overloaded, "too many calls wait for \(address)") }
        defer { waiting.withLock { $0 -= 1 } }
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<[RedisReply], RedisError>, Never>) in
            queue.async {
                continuation.resume(returning: Result { () throws(RedisError) in try self.perform(commands) })
            }
        }
        return try result.get()
    }

    /// Sends one command.
    /// - Throws: ``RedisError``; code `refused` if the answer is an error.
    func send(_ command: RedisCommand) async throws(RedisError) -> RedisReply {
        let reply = try await send([command]).first ?? .null
        if case .error(let text) = reply {
            throw RedisError(.refused, "\(address) refuses \(command.words.first ?? ""): \(text)")
        }
        return reply
    }

    private func perform(_ commands: [RedisCommand]) throws(RedisError) -> [RedisReply] {
        try state.withLock { state throws(RedisError) in
            if let link = state.link {
                do throws(RedisError) {
                    return try link.send(commands)
                } catch {
                    state.link = nil
                    // A server that is slow or violates the protocol would only do so again.
                    guard error.code == .unreachable else { throw error }
                }
            }
            if let refusal = state.backOff.refusal(now: now()) { throw refusal }
            do throws(RedisError) {
                let link = try RedisLink.connect(to: address, timeouts: timeouts)
                let replies = try link.send(commands)
                state.link = link
                state.backOff.succeed()
                return replies
            } catch {
                state.backOff.fail(error, now: now(), jitter: .random(in: 0...1))
                throw error
            }
        }
    }
}

/// How long the node waits for Redis: real time, even with a manual clock, since it limits how long a dead server
/// delays calls.
struct RedisTimeouts: Hashable, Sendable {
    /// For a connection: some round trips, or one retransmitted packet (1 s).
    var connect = Duration.seconds(2)
    /// For the answers to a batch of commands, which take Redis less than a millisecond.
    var command = Duration.seconds(2)
}
