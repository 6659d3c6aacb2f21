import RoadWaveRTC
import RoadWaveTestServices

@testable import RoadWave

/// An implementation of the port that the contract suite runs on.
enum NodeRegistryImplementation: String, CaseIterable, Sendable {
    case memory
    case redis

    /// Calls `body` with an empty registry, which lives as long as the call.
    func with(
        _ policy: LeasePolicy = .test, _ body: (any NodeRegistry) async throws -> Void
    ) async throws {
        switch self {
        case .memory: try await body(MemoryNodeRegistry(policy: policy))
        case .redis:
            try await RunningRedis.with { server in
                let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
                try await body(
                    RedisNodeRegistry(
                        client: client, policy: policy, time: RedisTime(client: client, source: .node), logger: .silent)
                )
            }
        }
    }
}

extension LeasePolicy {
    /// The specification's periods, in a registry that does not settle.
    static let test = LeasePolicy(lease: .seconds(15), settling: .zero)
    /// The same in one that settles.
    static let settling = LeasePolicy(lease: .seconds(15), settling: .seconds(15))
}

extension NodeRegistry {
    /// Renews the lease of a node that runs these lives.
    @discardableResult
    func renew(_ node: NodeID, running lives: [Live] = [], epoch: Int = 0, at seconds: Double) async throws
        -> LeaseGrant
    {
        try await renew(
            NodePresence(node: node, url: "http://\(node)", epoch: epoch, lives: lives), now: .at(seconds))
    }
}
