import Testing

@testable import RoadWave

@Suite("The slots of a node's lives", .timeLimit(.minutes(1)))
struct SlotKeeperTests {
    private let creator = Creator.standard("a")

    @Test("a slot granted in a lost answer is free with the next renewal, not a lease later")
    func lostGrant() async throws {
        let (slots, capacity) = Self.keeper()
        await capacity.loseAnswers(true)
        await #expect(throws: AdmissionError.self) { try await slots.acquire(for: LiveID(), of: creator) }
        #expect(await capacity.taken == 1)
        await capacity.loseAnswers(false)
        #expect(await slots.obstacle() == nil)
        #expect(await capacity.taken == 0)
        try await slots.acquire(for: LiveID(), of: creator)
    }

    @Test("a slot that could not be released is released with the next admission")
    func lostRelease() async throws {
        let (slots, capacity) = Self.keeper()
        let live = LiveID()
        try await slots.acquire(for: live, of: creator)
        await capacity.refuse(true)
        await slots.release(live)
        #expect(await capacity.taken == 1)
        await capacity.refuse(false)
        try await slots.acquire(for: LiveID(), of: .standard("b"))
        #expect(await capacity.taken == 1)
    }

    @Test("running lives count with every admission, even if all their leases had expired")
    func pause() async throws {
        let clock = TurnedClock()
        let (slots, capacity) = Self.keeper(clock)
        try await slots.acquire(for: LiveID(), of: creator)
        clock.advance(by: .seconds(60))
        try await slots.acquire(for: LiveID(), of: .standard("b"))
        #expect(await capacity.taken == 2)
        #expect(await slots.status().occupancy?.taken == 2)
    }

    private static func keeper(_ clock: TurnedClock = TurnedClock()) -> (SlotKeeper, ScriptedCapacity) {
        let capacity = ScriptedCapacity(policy: .places(3))
        let slots = SlotKeeper(
            capacity: capacity, policy: .places(3), clock: NodeClock(clock),
            metrics: CapacityMetrics(MetricsRegistry()), logger: .silent)
        return (slots, capacity)
    }
}

/// Slots in memory, which may refuse, or execute without an answer.
private actor ScriptedCapacity: LiveCapacity {
    private var ledger: CapacityLedger
    private var losesAnswers = false
    private var refuses = false
    private var lastCall = WallDate.at(0)

    init(policy: CapacityPolicy) { ledger = CapacityLedger(policy: policy) }

    /// Slots that are held.
    var taken: Int { ledger.renew([:], now: lastCall).taken }

    func loseAnswers(_ loses: Bool) { losesAnswers = loses }

    func refuse(_ refuses: Bool) { self.refuses = refuses }

    func acquire(
        _ request: SlotRequest, renewing lives: [LiveID: UserID], now: WallDate
    ) throws(CapacityError) -> Admission {
        try answer(now) { $0.acquire(request, renewing: lives, now: now) }
    }

    func release(_ live: LiveID, now: WallDate) throws(CapacityError) {
        try answer(now) { $0.release(live, now: now) }
    }

    func renew(_ lives: [LiveID: UserID], now: WallDate) throws(CapacityError) -> Occupancy {
        try answer(now) { $0.renew(lives, now: now) }
    }

    private func answer<Answer>(
        _ now: WallDate, _ call: (inout CapacityLedger) -> Answer
    ) throws(CapacityError) -> Answer {
        lastCall = now
        guard !refuses else { throw CapacityError(message: "the test refuses") }
        let answer = call(&ledger)
        guard !losesAnswers else { throw CapacityError(message: "the test lost the answer") }
        return answer
    }
}
