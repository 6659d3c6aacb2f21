/// The audiences of lives, counted in the memory of one node.
actor MemoryAudience: AudienceStore {
    private var ledger: AudienceLedger

    init(configuration: AudienceConfiguration) { ledger = AudienceLedger(configuration: configuration) }

    func open(_ lives: Set<LiveID>, now: WallDate) { ledger.open(lives, now: now) }

    func join(_ listener: ListenerID, of user: UserID, to live: LiveID, now: WallDate) -> JoinDecision {
        ledger.join(listener, of: user, to: live, now: now)
    }

    func beat(_ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate) -> BeatDecision {
        ledger.beat(listener, of: user, in: live, now: now)
    }

    func leave(_ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate) -> LeaveDecision {
        ledger.leave(listener, of: user, in: live, now: now)
    }

    func react(_ reaction: Reaction, of user: UserID, in live: LiveID, now: WallDate) -> ReactionDecision {
        ledger.react(reaction, of: user, in: live, now: now)
    }

    func counts(of lives: [LiveID]) -> [LiveID: AudienceCounts] {
        Dictionary(lives.map { ($0, ledger.counts(of: $0)) }, uniquingKeysWith: { first, _ in first })
    }

    func livesToSweep(now: WallDate) -> [LiveID] { ledger.livesToSweep(now: now) }

    func sweep(_ live: LiveID, now: WallDate) -> [EndedSession] { ledger.sweep(live, now: now) }

    func close(_ live: LiveID, now: WallDate) { ledger.close(live, now: now) }
}
