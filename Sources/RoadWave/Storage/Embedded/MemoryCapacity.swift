/// The slots for lives, counted in the memory of one node.
actor MemoryCapacity: LiveCapacity {
    private var ledger: CapacityLedger

    init(policy: CapacityPolicy) { ledger = CapacityLedger(policy: policy) }

    func acquire(_ request: SlotRequest, renewing lives: [LiveID: UserID], now: WallDate) -> Admission {
        ledger.acquire(request, renewing: lives, now: now)
    }

    func release(_ live: LiveID, now: WallDate) { ledger.release(live, now: now) }

    func renew(_ lives: [LiveID: UserID], now: WallDate) -> Occupancy { ledger.renew(lives, now: now) }
}
