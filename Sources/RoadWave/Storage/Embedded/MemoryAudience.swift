/// The audiences of lives, counted in the memory of one node.
actor MemoryAudience: AudienceStore {
    private var ledger: AudienceLedger

    init(configuration: AudienceConfiguration) { ledger = AudienceLedger(configuration: configuration) }

    func open(_ live: LiveID, now: WallDate) { ledger.open(live, now: now) }

    func renew(_ lives: Set<LiveID>, now: WallDate) -> Set<LiveID> { ledger.renew(lives, now: now) }

    func restore(_ live: LiveID, _ record: AudienceRecord, now: WallDate) { ledger.restore(live, record, now: now) }

    func join(_ listener: ListenerID, of user: UserID, to live: LiveID, now: WallDate) -> JoinDecision {
        ledger.join(listener, of: user, to: live, now: now)
    }

    func beat(_ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate) -> BeatDecision {
        ledger.beat(listener, of: user, in: live, now: now)
    }

    func leave(_ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate) -> LeaveDecision {
        ledger.leave(listener, of: user, in: live, now: now)
    }

    func react(_ reaction: Reaction, of voter: Voter, in live: LiveID, now: WallDate) -> ReactionDecision {
        ledger.react(reaction, of: voter, in: live, now: now)
    }

    func figures(of lives: [LiveID], now: WallDate) -> [LiveID: AudienceFigures] {
        var figures: [LiveID: AudienceFigures] = [:]
        for live in lives { figures[live] = ledger.figures(of: live, now: now) }
        return figures
    }

    func livesToSweep(now: WallDate) -> [LiveID] { ledger.livesToSweep(now: now) }

    func sweep(_ live: LiveID, now: WallDate) -> [EndedSession] { ledger.sweep(live, now: now) }

    func lives() -> [LiveID] { ledger.lives }

    func erase(_ user: UserID, voter: Voter, replacedBy other: Voter?, in live: LiveID, now: WallDate) {
        ledger.erase(user, voter: voter, replacedBy: other, in: live)
    }

    func close(_ live: LiveID, now: WallDate) { ledger.close(live, now: now) }
}
