import RoadWaveMedia
import Testing

@testable import RoadWave

/// Calls at random: Redis answers what the ledger answers.
@Suite("Registry of nodes, at random", .timeLimit(.minutes(5)))
struct NodeModelTests {
    @Test("the scripts in Redis do what the ledger does", arguments: [1, 2, 3, 4] as [UInt64])
    func redis(seed: UInt64) async throws {
        let policy: LeasePolicy = seed.isMultiple(of: 2) ? .settling : .test
        try await NodeRegistryImplementation.redis.with(policy) { redis in
            let ledger = MemoryNodeRegistry(policy: policy)
            var calls = try RandomNodeCalls(seed: seed)
            var outcomes: [String: Int] = [:]
            for step in 0..<2_000 {
                let call = calls.next()
                let expected = try await calls.make(call, on: ledger)
                let found = try await calls.make(call, on: redis)
                try #require(found == expected, "step \(step): \(call)")
                outcomes[expected, default: 0] += 1
            }
            // Some claims succeed, and some are refused.
            #expect(outcomes["claimed true", default: 0] > 3)
            #expect(outcomes["claimed false", default: 0] > 3)
            // Lives that no node reports are found as well.
            #expect(outcomes.contains { $0.key.hasPrefix("orphans") && $0.key.contains("\(NodeID.nobody)") })
        }
    }
}

/// Calls of some nodes about some lives, at random but the same for a seed.
struct RandomNodeCalls {
    enum Call {
        case renew(Int, [Int])
        case report(Int, Int)
        case end(Int, Int)
        case find(Int)
        case orphans
        /// From a node, or from nobody.
        case claim(Int, from: Int?, by: Int)
        case release(Int, Int)
        case reconcile([Int])
        case beginReconciliation
        case leave(Int)
    }

    private var generator: SplitMix64
    private var seconds = 0.0
    private let nodes = (0..<3).map { _ in NodeID() }
    private let lives: [Live]

    init(seed: UInt64) throws {
        generator = SplitMix64(seed: seed)
        lives = try (0..<5).map { _ in try Live.noted() }
    }

    mutating func next() -> Call {
        // Now and then everything stands still for longer than a lease, or what is over is forgotten: seldom, since the
        // registry settles after it, and then nothing else happens for a lease.
        let usual: [Double] = [0, 0.5, 1, 2, 4, 8]
        let steps = usual + usual + usual + [20, -3, 700]
        seconds += steps.randomElement(using: &generator) ?? 0
        let node = Int.random(in: nodes.indices, using: &generator)
        let live = Int.random(in: lives.indices, using: &generator)
        switch Int.random(in: 0..<22, using: &generator) {
        case 0..<5: return .renew(node, lives.indices.filter { _ in Bool.random(using: &generator) })
        case 5..<6: return .report(live, node)
        case 6..<7: return .end(live, node)
        case 7..<9: return .find(live)
        case 9..<10: return .orphans
        case 10..<16:
            let owner = Int.random(in: 0..<4, using: &generator) == 0 ? nil : node
            return .claim(live, from: owner, by: Int.random(in: nodes.indices, using: &generator))
        case 16..<17: return .release(live, node)
        case 17..<20: return .reconcile(lives.indices.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 })
        case 20..<21: return .beginReconciliation
        default: return .leave(node)
        }
    }

    /// Makes a call, and describes its result.
    func make(_ call: Call, on registry: any NodeRegistry) async throws -> String {
        let now = WallDate.at(seconds)
        switch call {
        case .renew(let node, let running):
            let grant = try await registry.renew(nodes[node], running: running.map { lives[$0] }, at: seconds)
            return "renewed \(grant.epoch) \(grant.over.map(\.description).sorted())"
        case .report(let live, let node):
            try await registry.report(lives[live], of: nodes[node], now: now)
            return "reported"
        case .end(let live, let node):
            try await registry.end(lives[live].ended(at: 0), of: nodes[node], now: now)
            return "ended"
        case .find(let live):
            let found = try await registry.find(lives[live].id, now: now)
            let isAlive = try await registry.isAlive(nodes[live % nodes.count], now: now)
            let known = isAlive.map { "\($0)" } ?? "unknown"
            return "found \(String(describing: found?.live.state)) \(String(describing: found?.host)) \(known)"
        case .orphans:
            let orphans = try await registry.orphans(now: now).map {
                "\($0.live.id) \($0.node) \($0.seenAt?.description ?? "-")"
            }
            return "orphans \(orphans.sorted().joined()), nodes \(try await registry.nodes(now: now))"
        case .claim(let live, let owner, let claimant):
            let isClaimed = try await registry.claim(
                lives[live].lost(at: 0), from: owner.map { nodes[$0] } ?? .nobody, by: nodes[claimant], now: now)
            return "claimed \(isClaimed)"
        case .release(let live, let node):
            try await registry.release(lives[live].id, of: nodes[node], now: now)
            return "released"
        case .reconcile(let written):
            let ended = try await registry.reconcile(written.map { lives[$0] }, now: now)
            return "reconciled \(ended.map { "\($0.id) \($0.state)" }.sorted())"
        case .beginReconciliation:
            return "due \(try await registry.beginReconciliation(now: now))"
        case .leave(let node):
            try await registry.leave(nodes[node], now: now)
            return "left"
        }
    }
}
