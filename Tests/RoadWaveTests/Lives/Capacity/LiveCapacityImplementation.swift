import RoadWaveRTC
import RoadWaveTestServices

@testable import RoadWave

/// An implementation of the port that the contract suite runs on.
enum LiveCapacityImplementation: String, CaseIterable, Sendable {
    case memory
    case redis

    /// Calls `body` with a maker of nodes that share one empty count, which lives as long as the call.
    func withNodes(
        _ policy: CapacityPolicy, _ body: (_ makeNode: @Sendable () throws -> any LiveCapacity) async throws -> Void
    ) async throws {
        switch self {
        case .memory:
            let shared = MemoryCapacity(policy: policy)
            try await body { shared }
        case .redis:
            try await RunningRedis.with { server in
                let address = try RedisAddress(parsing: server.url)
                try await body {
                    RedisCapacity(
                        client: RedisClient(address: address) { .zero }, policy: policy, time: .node, logger: .silent)
                }
            }
        }
    }

    /// The same for a test of one node.
    func withNode(_ policy: CapacityPolicy, _ body: (any LiveCapacity) async throws -> Void) async throws {
        try await withNodes(policy) { makeNode in try await body(try makeNode()) }
    }
}

extension CapacityPolicy {
    /// Few places, and the specification's periods.
    static func places(_ count: Int, perCreator: Int = 1, settling: Duration = .zero) -> CapacityPolicy {
        CapacityPolicy(maximumLives: count, livesPerCreator: perCreator, settling: settling)
    }
}

extension Creator {
    /// A creator by a name.
    static func standard(_ name: String) -> Creator { Creator(id: UserID(token: name)) }

    /// A creator who pays, by a name.
    static func premium(_ name: String) -> Creator { Creator(id: UserID(token: name), isPremium: true) }
}

extension WallDate {
    /// Seconds after a date of no importance.
    static func at(_ seconds: Double) -> WallDate {
        WallDate(millisecondsSince1970: 1_790_000_000_000 + Int64(seconds * 1_000))
    }
}

extension LiveCapacity {
    /// Asks for a slot for a new live.
    func ask(_ creator: Creator, live: LiveID = LiveID(), at seconds: Double) async throws -> SlotDecision {
        try await acquire(SlotRequest(live: live, creator: creator), now: .at(seconds))
    }

    /// Asks for a node that runs nothing.
    func acquire(_ request: SlotRequest, now: WallDate) async throws -> SlotDecision {
        try await acquire(request, renewing: [:], now: now).decision
    }

    /// Renews lives, each of a creator of its own.
    @discardableResult
    func renew(_ lives: some Sequence<LiveID>, now: WallDate) async throws -> Occupancy {
        try await renew(
            Dictionary(uniqueKeysWithValues: lives.map { ($0, UserID(token: $0.description)) }), now: now)
    }
}

extension SlotDecision {
    /// The place in the queue that it gives.
    var place: QueuePlace? { if case .full(let place) = self { place } else { nil } }
}
