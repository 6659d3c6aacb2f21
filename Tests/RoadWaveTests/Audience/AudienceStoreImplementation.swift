import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// An implementation of the port that the contract suite runs on.
enum AudienceStoreImplementation: String, CaseIterable, Sendable {
    case memory
    case redis

    /// Calls `body` with a maker of nodes that share one empty store, which lives as long as the call.
    func withNodes(
        _ configuration: AudienceConfiguration = .small,
        _ body: (_ makeNode: @Sendable () throws -> any AudienceStore) async throws -> Void
    ) async throws {
        switch self {
        case .memory:
            let shared = MemoryAudience(configuration: configuration)
            try await body { shared }
        case .redis:
            try await RunningRedis.with { server in
                let address = try RedisAddress(parsing: server.url)
                try await body {
                    RedisAudience(
                        client: RedisClient(address: address) { .zero }, configuration: configuration, time: .node)
                }
            }
        }
    }

    /// The same for a test of one node.
    func withNode(
        _ configuration: AudienceConfiguration = .small, _ body: (any AudienceStore) async throws -> Void
    ) async throws {
        try await withNodes(configuration) { makeNode in try await body(try makeNode()) }
    }
}

extension AudienceConfiguration {
    /// The specification's periods, and room for few.
    static var small: AudienceConfiguration {
        var configuration = AudienceConfiguration()
        configuration.maximumListeners = 5
        configuration.maximumReactions = 3
        configuration.sweepLimit = 3
        return configuration
    }
}

extension UserID {
    /// The user as a voter, in a node without a secret.
    func voter(in live: LiveID) -> Voter { VoterNames(secret: nil).voter(self, in: live) }
}

extension AudienceStore {
    /// Joins a live that runs as a new listener.
    func join(_ live: LiveID, as user: UserID, at seconds: Double) async throws -> ListenerID {
        try await open(live, now: .at(seconds))
        let listener = ListenerID()
        #expect(try await join(listener, of: user, to: live, now: .at(seconds)) == .joined(replacing: nil))
        return listener
    }

    /// The counts of one live.
    func counts(of live: LiveID) async throws -> AudienceCounts {
        try #require(try await figures(of: [live], now: .at(0))[live]).counts
    }

    /// Counts a user's reaction.
    func react(
        _ reaction: Reaction, of user: UserID, in live: LiveID, now: WallDate
    ) async throws(AudienceError) -> ReactionDecision {
        try await react(reaction, of: user.voter(in: live), in: live, now: now)
    }
}
