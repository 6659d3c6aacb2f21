import Foundation
import RoadWaveClient
import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

@Suite("Drain of a node", .timeLimit(.minutes(5)))
struct DrainTests {
    @Test("a drained node refuses new lives, is not ready, and is done once its last live is over")
    func drain() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let creator = try await running.openHeardLive()
            let id = creator.id
            let (isDrained, drain) = Self.drain(running.node)
            try await until { try await running.admin.get("/readyz").status == 503 }
            let refusal = try await running.client.publish(try TestOffer.opus())
            #expect(refusal.status == 503)
            #expect(try refusal.json("code") == "stopping")
            #expect(try await running.client.get("/lives/\(id)").json("state") == "live")
            #expect(!isDrained.value)
            await running.node.end(id)
            try await until {
                clock.advance(by: .seconds(1))
                return isDrained.value
            }
            await drain.value
            await creator.publisher.close()
        }
    }

    @Test("creators are told when the node will stop, again every minute, and it waits no longer than that")
    func bound() async throws {
        let clock = TurnedClock()
        var settings = NodeConfiguration.with(\.drainTimeout, .seconds(150))
        // Nobody ends the live: its creator may be away for longer.
        settings.live.connectTimeout = .seconds(3_600)
        try await RunningTestNode.with(settings, clock: clock) { running in
            _ = try await running.client.publish(try TestOffer.opus())
            let told = Flag<Set<WallDate>>([])
            let count = Flag(0)
            let events = running.node.events
            let observer = Task {
                for await case .stopAnnounced(_, let date) in events {
                    told.value.insert(date)
                    count.value += 1
                }
            }
            let (isDrained, drain) = Self.drain(running.node)
            var passed = 0
            try await until {
                clock.advance(by: .seconds(1))
                passed += 1
                return isDrained.value
            }
            await drain.value
            #expect(passed >= 150)
            try await until { count.value >= 2 }
            #expect(told.value.count == 1)
            #expect(await running.node.lives.count == 1)
            observer.cancel()
        }
    }

    @Test("a node without lives is drained at once")
    func idle() async throws {
        try await RunningTestNode.with { running async throws in
            await running.node.drain()
            #expect(try await running.client.publish(try TestOffer.opus()).status == 503)
        }
    }

    @Test("a cancelled drain ends, as at SIGTERM")
    func cancellation() async throws {
        try await RunningTestNode.with { running in
            _ = try await running.client.publish(try TestOffer.opus())
            let (_, drain) = Self.drain(running.node)
            drain.cancel()
            await drain.value
            #expect(await running.node.lives.count == 1)
        }
    }

    @Test("only a process that takes the signal gets it")
    func request() async throws {
        let folder = try TemporaryDirectory()
        let request = DrainRequest(directory: folder.path)
        #expect(throws: RoadWaveError.self) { try request.send() }
        let lock = try DataDirectory(path: folder.path)
        defer { lock.release() }
        #expect(!request.isOver)
        // A node in a program of somebody else's.
        #expect(throws: RoadWaveError.self) { try request.send() }
        for text in ["0\n", "-1\n", "1\n", "99999999999\n", "x"] {
            try Data(text.utf8).write(to: URL(filePath: folder.path + "/serve.pid"))
            #expect(throws: RoadWaveError.self, "\(text)") { try request.send() }
        }
        // The test's own program has another name than the server.
        try request.accept()
        #expect(throws: RoadWaveError.self) { try request.send() }
    }

    private static func drain(_ node: RoadWaveNode) -> (isDrained: Flag<Bool>, task: Task<Void, Never>) {
        let isDrained = Flag(false)
        let task = Task {
            await node.drain()
            isDrained.value = true
        }
        return (isDrained, task)
    }

    private final class Flag<Value: Sendable>: Sendable {
        private let state: Mutex<Value>

        init(_ value: Value) { state = Mutex(value) }

        var value: Value {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }
}
