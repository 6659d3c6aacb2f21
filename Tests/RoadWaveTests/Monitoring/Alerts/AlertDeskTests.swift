import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

@Suite("The desk of alerts", .timeLimit(.minutes(1)))
struct AlertDeskTests {
    /// A channel whose answers a test decides.
    private final class ScriptedChannel: AlertChannel {
        let name: AlertChannelName
        private let state: Mutex<(answer: AlertOutbox.Outcome?, messages: [AlertMessage])>
        private let hung = AsyncStream.makeStream(of: Void.self)

        /// - Parameter answer: nil to hang until the task is cancelled.
        init(_ name: AlertChannelName = .webhook, _ answer: AlertOutbox.Outcome? = .accepted) {
            self.name = name
            state = Mutex((answer, []))
        }

        var messages: [AlertMessage] { state.withLock { $0.messages } }
        func answer(_ outcome: AlertOutbox.Outcome?) { state.withLock { $0.answer = outcome } }

        func send(_ message: AlertMessage) async -> AlertOutbox.Outcome {
            let answer = state.withLock { state in
                state.messages.append(message)
                return state.answer
            }
            if let answer { return answer }
            for await _ in hung.stream {}
            return .failed("cancelled", after: nil)
        }
    }

    private let clock = TurnedClock()
    private let storage: FaultyStorage
    private let metrics = MetricsRegistry()

    init() throws { storage = try FaultyStorage() }

    private func desk(_ channels: [any AlertChannel]) async -> AlertDesk {
        let desk = AlertDesk(
            sender: AlertSender(node: "n", link: "l"), rules: MonitoringConfiguration().rules(of: [.cpu]),
            channels: channels, alertmanager: nil, file: AlertFile(storage: storage), clock: NodeClock(clock),
            metrics: AlertMetrics(metrics), logger: .silent)
        await desk.recover()
        return desk
    }

    /// Measures the value for so many seconds.
    private func measure(_ value: Double, seconds: Int, _ desk: AlertDesk) async {
        for _ in 0...seconds {
            await desk.take([.cpu: value])
            clock.advance(by: .seconds(1))
        }
    }

    /// Runs the desk until the body is over.
    private func running(_ desk: AlertDesk, _ body: () async throws -> Void) async throws {
        let task = Task { await desk.run() }
        do {
            try await body()
        } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        await task.value
    }

    @Test("each channel gets one message at the beginning of an incident and one at its end")
    func twoMessages() async throws {
        let channels = [ScriptedChannel(.webhook), ScriptedChannel(.mail)]
        let desk = await desk(channels)
        try await running(desk) {
            await measure(0.9, seconds: 40, desk)
            await measure(0.1, seconds: 70, desk)
            try await until {
                clock.advance(by: .seconds(1))
                return channels.allSatisfy { $0.messages.count == 2 }
            }
        }
        #expect(channels.map { $0.messages.map(\.status) } == [[.firing, .resolved], [.firing, .resolved]])
        #expect(metrics.text.contains("\nroadwave_alert_messages_sent_total{channel=\"mail\"} 2\n"))
        #expect(metrics.text.contains("\nroadwave_alerts_open 0\n"))
    }

    @Test("operators see the open alerts, and the last messages of this process, the latest first")
    func overview() async throws {
        let desk = await desk([])
        var (open, recent) = await desk.overview()
        #expect(open.isEmpty && recent.isEmpty)
        await measure(0.9, seconds: 30, desk)
        (open, recent) = await desk.overview()
        #expect(open.map(\.status) == [.firing])
        #expect(open == recent)
        await measure(0.1, seconds: 60, desk)
        (open, recent) = await desk.overview()
        #expect(open.isEmpty)
        #expect(recent.map(\.status) == [.resolved, .firing])
        for _ in 0..<30 {
            await measure(0.9, seconds: 30, desk)
            await measure(0.1, seconds: 60, desk)
        }
        #expect(await desk.overview().recent.count == 50)
    }

    @Test("a channel that hangs does not hold up the other one")
    func hanging() async throws {
        let (mail, webhook) = (ScriptedChannel(.mail, nil), ScriptedChannel(.webhook))
        let desk = await desk([mail, webhook])
        try await running(desk) {
            await measure(0.9, seconds: 30, desk)
            try await until {
                clock.advance(by: .seconds(1))
                return webhook.messages.count == 1 && mail.messages.count == 1
            }
        }
    }

    @Test("a restart sends no beginning twice, and the end once")
    func restart() async throws {
        let first = ScriptedChannel()
        let before = await desk([first])
        try await running(before) {
            await measure(0.9, seconds: 30, before)
            try await until {
                clock.advance(by: .seconds(1))
                return first.messages.count == 1
            }
            // Its acknowledgement is written as well.
            try await until { storage.journal.count == 2 }
        }
        let second = ScriptedChannel()
        let after = await desk([second])
        try await running(after) {
            await measure(0.9, seconds: 100, after)
            await measure(0.1, seconds: 60, after)
            try await until {
                clock.advance(by: .seconds(1))
                return !second.messages.isEmpty
            }
        }
        #expect(second.messages.map(\.status) == [.resolved])
        #expect(second.messages.first?.incident == first.messages.first?.incident)
    }

    @Test("a message that was not accepted before a restart is sent after it, with the same identity and bytes")
    func unsent() async throws {
        let first = ScriptedChannel(.webhook, .failed("down", after: nil))
        let before = await desk([first])
        try await running(before) {
            await measure(0.9, seconds: 30, before)
            try await until {
                clock.advance(by: .seconds(1))
                return first.messages.count >= 2
            }
        }
        let second = ScriptedChannel()
        let after = await desk([second])
        try await running(after) { try await until { !second.messages.isEmpty } }
        #expect(Set(first.messages.map(\.json)).count == 1)
        #expect(second.messages.map(\.json) == [first.messages[0].json])
    }

    @Test("a full disk delays no message")
    func fullDisk() async throws {
        storage.setFault { _ in .fails(.outOfSpace) }
        let channel = ScriptedChannel()
        let desk = await desk([channel])
        try await running(desk) {
            await measure(0.9, seconds: 30, desk)
            try await until {
                clock.advance(by: .seconds(1))
                return channel.messages.count == 1
            }
        }
    }

    @Test("a refused message is counted as lost")
    func refused() async throws {
        let channel = ScriptedChannel(.webhook, .refused("HTTP 400"))
        let desk = await desk([channel])
        try await running(desk) {
            await measure(0.9, seconds: 30, desk)
            try await until {
                clock.advance(by: .seconds(1))
                return metrics.text.contains("\nroadwave_alert_messages_lost_total{channel=\"webhook\"} 1\n")
            }
        }
        #expect(channel.messages.count == 1)
    }

    @Test("a replay that has failed for good is reported over the same channels")
    func replay() async throws {
        let channel = ScriptedChannel()
        let desk = await desk([channel])
        let live = LiveID()
        try await running(desk) {
            desk.replayFailed(live, reason: "damaged")
            try await until {
                clock.advance(by: .seconds(1))
                return channel.messages.first?.live == live.description
            }
        }
    }

    @Test("an unreadable file does not stop the alerts")
    func damaged() async throws {
        try await storage.put(Array("{".utf8), key: try ObjectKey("alerts.json"))
        let channel = ScriptedChannel()
        let desk = await desk([channel])
        try await running(desk) {
            await measure(0.9, seconds: 30, desk)
            try await until {
                clock.advance(by: .seconds(1))
                return channel.messages.count == 1
            }
        }
    }
}
