import Testing

@testable import RoadWave

/// Calls at random: Redis answers what the ledger answers, and the ledger keeps its promises.
@Suite("Slots for lives, at random", .timeLimit(.minutes(5)))
struct CapacityModelTests {
    @Test("the scripts in Redis do what the ledger does", arguments: [1, 2, 3, 4] as [UInt64])
    func redis(seed: UInt64) async throws {
        let policy = CapacityPolicy.places(
            3, perCreator: seed > 2 ? 2 : 1, settling: seed.isMultiple(of: 2) ? .seconds(15) : .zero)
        try await LiveCapacityImplementation.redis.withNode(policy) { redis in
            var ledger = CapacityLedger(policy: policy)
            var calls = RandomCalls(seed: seed)
            var refused = 0
            for step in 0..<400 {
                let call = calls.next()
                let expected = call.made(on: &ledger)
                let found = try await call.made(on: redis)
                try #require(found == expected, "step \(step): \(call)")
                if case .creatorLimit = expected.decision { refused += 1 }
                calls.learn(call, expected)
            }
            // A count that settles again and again gives too few slots for a creator to reach the limit.
            if policy.settling == .zero { #expect(refused > 5) }
        }
    }

    @Test("no slot is given twice, and none past the queue", arguments: 1...20 as ClosedRange<UInt64>)
    func promises(seed: UInt64) {
        let policy = CapacityPolicy.places(3, perCreator: seed.isMultiple(of: 2) ? 2 : 1)
        var ledger = CapacityLedger(policy: policy)
        var calls = RandomCalls(seed: seed)
        var (grants, queued) = (0, 0)
        for _ in 0..<1_000 {
            let call = calls.next()
            let before = ledger.renew([:], now: call.date)
            let outcome = call.made(on: &ledger)
            let after = ledger.renew([:], now: call.date)
            #expect(after.reserved + after.waiting <= policy.maximumWaiting)
            if case .acquire(_, renewing: [:]) = call.operation, after.taken > before.taken {
                grants += 1
                #expect(after.taken + after.reserved <= policy.maximumLives)
                // While a creator waits without a reservation, only reserved slots are given.
                #expect(before.waiting == 0 || after.reserved == before.reserved - 1)
            }
            if case .full(.some) = outcome.decision { queued += 1 }
            calls.learn(call, outcome)
        }
        // Otherwise the calls would show nothing.
        #expect(grants > 50)
        #expect(queued > 50)
    }
}
