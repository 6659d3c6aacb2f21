import RoadWaveRTC
import RoadWaveTestServices

@testable import RoadWave

/// An implementation of the port that the contract suite runs on.
enum ReplayQueueImplementation: String, CaseIterable, Sendable {
    case embedded
    case redis

    /// Calls `body` with an empty queue, which lives as long as the call.
    func with(_ body: (any ReplayQueue) async throws -> Void) async throws {
        switch self {
        case .embedded: try await body(EmbeddedReplayQueue(clock: NodeClock(ContinuousClock())))
        case .redis: try await RunningRedis.with { try await body(try RedisReplayQueue.test(of: $0)) }
        }
    }
}

extension RedisReplayQueue {
    /// A queue with connections of its own.
    static func test(of server: RedisServer) throws -> RedisReplayQueue {
        // Tests wait longer than workers do: a busy machine is slow to send what ends the wait.
        let timeouts = RedisTimeouts(command: .seconds(30))
        return RedisReplayQueue(address: try RedisAddress(parsing: server.url), timeouts: timeouts) { .zero }
    }
}

extension ReplayQueue {
    /// All jobs that a worker gets without waiting for one.
    func drain(for worker: WorkerName = .test()) async throws -> [LiveID] {
        var found: [LiveID] = []
        while let live = try await next(for: worker, atMost: .milliseconds(20)) { found.append(live) }
        return found
    }
}
