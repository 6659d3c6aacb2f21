/// The slots and the queue as values: the state of the embedded capacity, and the model of the scripts in Redis.
///
/// A state machine without clock: each call first brings everything up to `now`.
/// See docs/decisions/redis.md, « Slots are leases ».
struct CapacityLedger {
    /// A creator in the queue.
    private struct Waiter {
        let creator: UserID
        let ticket: QueueTicket
        /// The time of the creator's last request.
        var lastAsked: WallDate
        /// Until when a free slot is reserved; nil without one. The first creators in the queue have reservations.
        var reservedUntil: WallDate?
    }

    /// The slot of a live.
    private struct Slot {
        let creator: UserID
        /// When its lease expires.
        var leaseEnd: WallDate
    }

    let policy: CapacityPolicy
    /// At most `policy.maximumLives`; more only when nodes renew lives whose lease had expired.
    private var slots: [LiveID: Slot] = [:]
    /// In the order of arrival; at most `policy.maximumWaiting`.
    private var queue: [Waiter] = []
    private var lastCall: WallDate?
    private var settledAt: WallDate?

    init(policy: CapacityPolicy) { self.policy = policy }

    /// See ``LiveCapacity/acquire(_:renewing:now:)``.
    mutating func acquire(_ request: SlotRequest, renewing lives: [LiveID: UserID] = [:], now: WallDate) -> Admission {
        renewSlots(of: lives, now)
        advance(to: now)
        let decision = decision(on: request, now)
        return Admission(decision: decision, occupancy: occupancy(now))
    }

    private mutating func decision(on request: SlotRequest, _ now: WallDate) -> SlotDecision {
        if slots[request.live] != nil { return grant(request, now) }
        if isSettling(now) { return .settling }
        let own = slots.filter { $0.value.creator == request.creator.id }.keys
        guard own.count < policy.livesPerCreator else {
            return .creatorLimit(own.sorted { $0.description < $1.description })
        }
        let index = queue.firstIndex { $0.creator == request.creator.id }
        if let index, queue[index].reservedUntil != nil {
            queue.remove(at: index)
            return grant(request, now)
        }
        // A slot that is still free is not reserved: `advance(to:)` has served the queue.
        if free > 0 { return grant(request, now) }
        guard request.creator.isPremium else { return .full(nil) }
        if let index {
            queue[index].lastAsked = now
            return .full(QueuePlace(position: index + 1, ticket: queue[index].ticket))
        }
        guard queue.count < policy.maximumWaiting else { return .full(nil) }
        queue.append(Waiter(creator: request.creator.id, ticket: request.ticket, lastAsked: now))
        return .full(QueuePlace(position: queue.count, ticket: request.ticket))
    }

    /// See ``LiveCapacity/release(_:now:)``.
    mutating func release(_ live: LiveID, now: WallDate) {
        slots[live] = nil
        advance(to: now)
    }

    /// See ``LiveCapacity/renew(_:now:)``.
    mutating func renew(_ lives: [LiveID: UserID], now: WallDate) -> Occupancy {
        renewSlots(of: lives, now)
        advance(to: now)
        return occupancy(now)
    }

    private mutating func renewSlots(of lives: [LiveID: UserID], _ now: WallDate) {
        for (live, creator) in lives { slots[live] = Slot(creator: creator, leaseEnd: now + policy.lease) }
    }

    private mutating func grant(_ request: SlotRequest, _ now: WallDate) -> SlotDecision {
        slots[request.live] = Slot(creator: request.creator.id, leaseEnd: now + policy.lease)
        return .granted
    }

    private func occupancy(_ now: WallDate) -> Occupancy {
        Occupancy(taken: slots.count, reserved: reserved, waiting: queue.count - reserved, isSettling: isSettling(now))
    }

    private var reserved: Int { queue.count { $0.reservedUntil != nil } }
    private var free: Int { policy.maximumLives - slots.count - reserved }

    private func isSettling(_ now: WallDate) -> Bool { settledAt.map { now < $0 } ?? false }

    /// Drops expired slots and queue places, then reserves the free slots for the first creators in the queue.
    private mutating func advance(to now: WallDate) {
        // Two calls dated more than a lease apart: a clock was changed, two clocks disagree, or the ledger was not
        // used.
        if policy.settling > .zero, lastCall.map({ max(now - $0, $0 - now) > policy.lease }) ?? true {
            settledAt = now + policy.settling
            lastCall = now
        }
        lastCall = max(lastCall ?? now, now)
        slots = slots.filter { $0.value.leaseEnd > now }
        // A reservation that is not used in time expires: its creator leaves the queue, and may join it again.
        queue.removeAll { waiter in
            waiter.reservedUntil.map { $0 <= now } ?? (waiter.lastAsked + policy.patience <= now)
        }
        var kept = reserved
        // `free` is negative when nodes renew lives whose slots were lost: the latest reservations are withdrawn.
        while free < 0, kept > 0 {
            kept -= 1
            queue[kept].reservedUntil = nil
        }
        while free > 0, kept < queue.count {
            queue[kept].reservedUntil = now + policy.reservation
            kept += 1
        }
    }
}
