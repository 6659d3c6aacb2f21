internal import Dispatch
internal import RoadWaveRTC
internal import Synchronization

/// The engine's access to Redis: one connection, opened on demand and again after a failure.
///
/// hiredis blocks, so the connection has its own queue, where commands take effect in the order of the calls. Calls
/// that wait for the connection are sent together, as one pipeline. Commands must be idempotent: if the server has
/// closed an idle connection, the pipeline is sent again on a new one.
/// See docs/decisions/redis.md, « hiredis », and docs/decisions/redis.md, « Waiting calls are one pipeline ».
final class RedisClient: Sendable {
    private struct State {
        var link: RedisLink?
        var backOff = ConnectionBackOff<RedisError>()
    }

    private typealias Answer = Result<[RedisReply], RedisError>

    /// A call that waits for the connection.
    private struct Call {
        let commands: [RedisCommand]
        let answer: CheckedContinuation<Answer, Never>
    }

    private struct Waiting {
        var calls: [Call] = []
        /// Waiting calls, and calls under way.
        var count = 0
        /// Whether the queue is scheduled to look at the calls.
        var isScheduled = false
    }

    /// The most commands of a pipeline, unless one call has more. The first of its calls waits for the answers to all of
    /// them, some milliseconds at most.
    static let longestPipeline = 256

    /// The most calls that wait for the connection. A working server takes a tenth of a millisecond for each, so the
    /// queue is a tenth of a second long and has some megabytes.
    static let maximumWaiting = 1_024

    let address: RedisAddress
    private let timeouts: RedisTimeouts
    private let longestPipeline: Int
    private let now: @Sendable () -> MonotonicTime
    private let queue = DispatchQueue(label: "roadwave.redis")
    /// Locked on the queue only, during a batch: no other thread ever waits for it.
    private let state = Mutex(State())
    private let waiting = Mutex(Waiting())

    /// The unanswered calls.
    var pending: Int { waiting.withLock { $0.count } }

    /// A client that is not connected yet.
    /// - Parameters:
    ///   - longestPipeline: the most commands of a pipeline, unless one call has more; 1 for commands that wait in Redis,
    ///     such as `XREADGROUP … BLOCK`: the answer to one must not wait for the next.
    ///   - now: the clock for the waits between two attempts to connect.
    init(
        address: RedisAddress, timeouts: RedisTimeouts = RedisTimeouts(),
        longestPipeline: Int = RedisClient.longestPipeline, now: @escaping @Sendable () -> MonotonicTime
    ) {
        self.address = address
        self.timeouts = timeouts
        self.longestPipeline = longestPipeline
        self.now = now
    }

    /// Sends commands together. Error replies are among the answers.
    /// - Throws: ``RedisError``, at once while the server is known to be absent, or if too many calls wait for it.
    func send(_ commands: [RedisCommand]) async throws(RedisError) -> [RedisReply] {
        let answer = await withCheckedContinuation { continuation in
            enqueue(Call(commands: commands, answer: continuation))
        }
        return try answer.get()
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

    private func enqueue(_ call: Call) {
        let (isTaken, isFirst) = waiting.withLock { waiting in
            guard waiting.count < Self.maximumWaiting else { return (false, false) }
            waiting.calls.append(call)
            waiting.count += 1
            defer { waiting.isScheduled = true }
            return (true, !waiting.isScheduled)
        }
        guard isTaken else {
            return call.answer.resume(
                returning: .failure(RedisError(.overloaded, "too many calls wait for \(address)")))
        }
        if isFirst { queue.async { self.performCalls() } }
    }

    /// Performs the waiting calls, and the calls that arrive in the meantime.
    private func performCalls() {
        while let calls = takeCalls() {
            let answers = answers(to: calls.map(\.commands))
            waiting.withLock { $0.count -= calls.count }
            for (call, answer) in zip(calls, answers) { call.answer.resume(returning: answer) }
        }
    }

    /// The calls of the next pipeline; nil if no call waits.
    private func takeCalls() -> [Call]? {
        waiting.withLock { waiting in
            guard !waiting.calls.isEmpty else {
                waiting.isScheduled = false
                return nil
            }
            var commands = 0
            let isLonger = { (call: Call) in
                commands += call.commands.count
                return commands > self.longestPipeline
            }
            let end = waiting.calls.firstIndex(where: isLonger) ?? waiting.calls.endIndex
            let calls = Array(waiting.calls.prefix(max(1, end)))
            waiting.calls.removeFirst(calls.count)
            return calls
        }
    }

    /// The answers to calls of one pipeline. If the connection fails, all of them fail: which ones the server has
    /// performed is not known.
    private func answers(to calls: [[RedisCommand]]) -> [Answer] {
        do throws(RedisError) {
            var replies = try perform(calls.flatMap(\.self))[...]
            return calls.map { commands in
                defer { replies.removeFirst(commands.count) }
                return .success(Array(replies.prefix(commands.count)))
            }
        } catch {
            return calls.map { _ in .failure(error) }
        }
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
