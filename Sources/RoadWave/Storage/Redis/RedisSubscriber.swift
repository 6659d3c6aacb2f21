internal import CHiredis
internal import Foundation
internal import RoadWaveRTC
internal import Synchronization

/// A subscription to one channel of Redis, over its own connection, which is opened again after a failure.
///
/// hiredis blocks, and a subscription waits without end. So it has its own thread, which `poll` wakes up.
final class RedisSubscriber: Sendable {
    /// How long the connection may be silent before the server is checked (`PING`).
    static let pingPeriod = Duration.seconds(3)

    private let address: RedisAddress
    private let channel: String
    private let timeouts: RedisTimeouts
    private let deliver: @Sendable (BusDelivery) -> Void
    private let report: @Sendable (RedisError?) -> Void
    private let isStopped = Atomic(false)
    /// A pipe: a byte written to its second end wakes the thread up.
    private let wakeUps: (reader: Int32, writer: Int32)
    private let ended: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - deliver: called on the thread with each message, and after each new subscription.
    ///   - report: called with the failure that ends the subscription, and with nil once it is restored.
    /// - Throws: if the system has no descriptor left.
    init(
        address: RedisAddress, channel: String, timeouts: RedisTimeouts = RedisTimeouts(),
        deliver: @escaping @Sendable (BusDelivery) -> Void, report: @escaping @Sendable (RedisError?) -> Void
    ) throws(RedisError) {
        self.address = address
        self.channel = channel
        self.timeouts = timeouts
        self.deliver = deliver
        self.report = report
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw RedisError(.unreachable, "no descriptor for the subscription to \(address)")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wakeUps = (ends[0], ends[1])
        (ended, end) = AsyncStream.makeStream(of: Void.self)
    }

    deinit {
        close(wakeUps.reader)
        close(wakeUps.writer)
    }

    /// Begins to listen. It must be called once only.
    func start() {
        let thread = Thread { [self] in
            run()
            end.finish()
        }
        thread.name = "roadwave.redis.events"
        thread.start()
    }

    /// Ends the subscription, and returns once the thread has ended.
    func stop() async {
        isStopped.store(true, ordering: .releasing)
        var byte: UInt8 = 1
        write(wakeUps.writer, &byte, 1)
        for await _ in ended {}
    }

    private func run() {
        var backOff = ConnectionBackOff<RedisError>()
        let start = ContinuousClock.now
        func now() -> MonotonicTime { MonotonicTime(nanoseconds: (ContinuousClock.now - start).wholeNanoseconds) }
        while !isStopped.load(ordering: .acquiring) {
            do throws(RedisError) {
                try listen { backOff.succeed() }
            } catch {
                if backOff.failure == nil { report(error) }
                backOff.fail(error, now: now(), jitter: .random(in: 0...1))
                while !isStopped.load(ordering: .acquiring), let wait = backOff.wait(now: now()) { sleep(for: wait) }
            }
        }
    }

    /// Subscribes, and passes messages on until it is stopped.
    private func listen(_ subscribed: () -> Void) throws(RedisError) {
        let link = try RedisLink.connect(to: address, timeouts: timeouts)
        _ = try link.send([RedisCommand("SUBSCRIBE", channel)]).map { reply throws(RedisError) in
            if case .error(let text) = reply { throw RedisError(.refused, "\(address) refuses SUBSCRIBE: \(text)") }
        }
        subscribed()
        report(nil)
        deliver(.connected)
        var isPinged = false
        while true {
            while let reply = try link.bufferedReply() { take(reply) }
            guard !isStopped.load(ordering: .acquiring) else { return }
            if link.waitForBytes(orWakeUp: wakeUps.reader, atMost: Self.pingPeriod) {
                try link.read()
                isPinged = false
            } else if !isStopped.load(ordering: .acquiring) {
                guard !isPinged else { throw RedisError(.timeout, "\(address) does not answer PING") }
                try link.write(RedisCommand("PING"))
                isPinged = true
            }
        }
    }

    /// `message`, the channel, the bytes; else the answer to a `PING`.
    private func take(_ reply: RedisReply) {
        guard case .array(let words) = reply, words.count == 3, words[0].text == "message",
            case .bytes(let bytes) = words[2]
        else { return }
        deliver(.message(bytes))
    }

    /// Sleeps, unless it is stopped.
    private func sleep(for period: Duration) {
        var descriptor = pollfd(fd: wakeUps.reader, events: Int16(POLLIN), revents: 0)
        poll(&descriptor, 1, Int32(clamping: period.wholeMilliseconds + 1))
    }
}

extension RedisLink {
    /// Sends a command. Its answer arrives among the messages.
    fileprivate func write(_ command: RedisCommand) throws(RedisError) {
        try append(command)
        try flush()
    }

    /// - Returns: whether the server has sent data; false at the time limit, or if the thread is woken up.
    fileprivate func waitForBytes(orWakeUp wakeUp: Int32, atMost period: Duration) -> Bool {
        var descriptors = [
            pollfd(fd: context.pointee.fd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0),
        ]
        let ready = poll(&descriptors, 2, Int32(clamping: period.wholeMilliseconds))
        return ready > 0 && descriptors[0].revents != 0
    }
}
