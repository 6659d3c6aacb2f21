internal import Dispatch
internal import RoadWaveRTC
internal import Synchronization

/// Redis as the engine uses it: one connection, made when it is needed and made again when it breaks.
///
/// hiredis blocks, so that the connection lives on a queue of its own, where commands take effect in the order of the
/// calls. Commands must be such that to execute them twice is to execute them once: when the server has closed a
/// connection that stood idle, the batch is sent again on a new one.
/// See docs/decisions/redis.md, « hiredis ».
final class RedisClient: Sendable {
    private struct State {
        var link: RedisLink?
        var backOff = ConnectionBackOff<RedisError>()
    }

    /// Calls that may wait for the connection: a working server takes a tenth of a millisecond for each, so that these are
    /// a tenth of a second, and some megabytes.
    static let maximumWaiting = 1_024

    let address: RedisAddress
    private let timeouts: RedisTimeouts
    private let now: @Sendable () -> MonotonicTime
    private let queue = DispatchQueue(label: "roadwave.redis")
    /// Locked on the queue only, for as long as a batch takes: nobody else ever waits for it.
    private let state = Mutex(State())
    /// Calls that run or wait.
    private let waiting = Mutex(0)

    /// A client that is not connected yet.
    /// - Parameter now: the clock of the waits between two attempts to connect.
    init(address: RedisAddress, timeouts: RedisTimeouts = RedisTimeouts(), now: @escaping @Sendable () -> MonotonicTime)
    {
        self.address = address
        self.timeouts = timeouts
        self.now = now
    }

    /// Sends commands together; the answers that are errors are among the others.
    /// - Throws: ``RedisError``, at once while the server is known not to be there, or when too many calls wait for it.
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
    /// - Throws: ``RedisError``; code `refused` when the answer is an error.
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
                    // A server that is slow or speaks nonsense would only be so again.
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

/// How long the node waits for Redis: real time, whatever the node's clock, since it bounds what a dead server holds up.
struct RedisTimeouts: Hashable, Sendable {
    /// For a connection: some round trips, or one packet lost and sent again (1 s).
    var connect = Duration.seconds(2)
    /// For the answers to a batch of commands, which take Redis less than a millisecond.
    var command = Duration.seconds(2)
}
