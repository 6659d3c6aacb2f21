/// The places for lives, counted in the memory of one node.
actor MemoryCapacity: LiveCapacity {
    private var ledger: CapacityLedger

    init(policy: CapacityPolicy) { ledger = CapacityLedger(policy: policy) }

    func acquire(_ request: SlotRequest, now: WallDate) -> SlotDecision { ledger.acquire(request, now: now) }

    func release(_ live: LiveID, now: WallDate) { ledger.release(live, now: now) }

    func renew(_ lives: Set<LiveID>, now: WallDate) -> Occupancy { ledger.renew(lives, now: now) }
}
