import Synchronization

@testable import RoadWave

/// An audience in memory whose calls are noted, and which can be made to fail or to forget.
final class WatchedAudience: AudienceStore {
    private struct State {
        var ledger: AudienceLedger
        var calls: [String] = []
        var isAway = false
    }

    private let configuration: AudienceConfiguration
    private let state: Mutex<State>

    init(_ configuration: AudienceConfiguration = AudienceConfiguration()) {
        self.configuration = configuration
        state = Mutex(State(ledger: AudienceLedger(configuration: configuration)))
    }

    /// The calls so far, by their names.
    var calls: [String] { state.withLock { $0.calls } }

    func forgetCalls() { state.withLock { $0.calls = [] } }

    /// Loses all data, as an emptied store.
    func empty() { state.withLock { $0.ledger = AudienceLedger(configuration: configuration) } }

    func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    func open(_ live: LiveID, now: WallDate) throws(AudienceError) {
        try call("open") { $0.open(live, now: now) }
    }

    func renew(_ lives: Set<LiveID>, now: WallDate) throws(AudienceError) -> Set<LiveID> {
        // As a store on another machine, which is not asked about nothing.
        guard !lives.isEmpty else { return [] }
        return try call("renew") { $0.renew(lives, now: now) }
    }

    func restore(_ live: LiveID, _ record: AudienceRecord, now: WallDate) throws(AudienceError) {
        try call("restore") { $0.restore(live, record, now: now) }
    }

    func join(
        _ listener: ListenerID, of user: UserID, to live: LiveID, now: WallDate
    ) throws(AudienceError) -> JoinDecision {
        try call("join") { $0.join(listener, of: user, to: live, now: now) }
    }

    func beat(
        _ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate
    ) throws(AudienceError) -> BeatDecision {
        try call("beat") { $0.beat(listener, of: user, in: live, now: now) }
    }

    func leave(
        _ listener: ListenerID, of user: UserID, in live: LiveID, now: WallDate
    ) throws(AudienceError) -> LeaveDecision {
        try call("leave") { $0.leave(listener, of: user, in: live, now: now) }
    }

    func react(
        _ reaction: Reaction, of voter: Voter, in live: LiveID, now: WallDate
    ) throws(AudienceError) -> ReactionDecision {
        try call("react") { $0.react(reaction, of: voter, in: live, now: now) }
    }

    func figures(of lives: [LiveID], now: WallDate) throws(AudienceError) -> [LiveID: AudienceFigures] {
        guard !lives.isEmpty else { return [:] }
        return try call("figures") { ledger in
            Dictionary(
                uniqueKeysWithValues: Set(lives).compactMap { live in
                    ledger.figures(of: live, now: now).map { (live, $0) }
                })
        }
    }

    func livesToSweep(now: WallDate) throws(AudienceError) -> [LiveID] {
        try call("livesToSweep") { $0.livesToSweep(now: now) }
    }

    func sweep(_ live: LiveID, now: WallDate) throws(AudienceError) -> [EndedSession] {
        try call("sweep") { $0.sweep(live, now: now) }
    }

    func lives() throws(AudienceError) -> [LiveID] { try call("lives") { $0.lives } }

    func erase(
        _ user: UserID, voter: Voter, replacedBy other: Voter?, in live: LiveID, now: WallDate
    ) throws(AudienceError) {
        try call("erase") { $0.erase(user, voter: voter, replacedBy: other, in: live) }
    }

    func close(_ live: LiveID, now: WallDate) throws(AudienceError) {
        try call("close") { $0.close(live, now: now) }
    }

    private func call<Answer: Sendable>(
        _ name: String, _ body: (inout AudienceLedger) -> Answer
    ) throws(AudienceError) -> Answer {
        let answer = state.withLock { state -> Answer? in
            state.calls.append(name)
            return state.isAway ? nil : body(&state.ledger)
        }
        guard let answer else { throw AudienceError(message: "the store is away") }
        return answer
    }
}

/// Records of audiences in memory, which can be made to fail.
final class MemoryRecords: AudienceRecords {
    private struct State {
        var minutes: [LiveID: [WallDate: AudienceFigures]] = [:]
        var votes: Set<AudienceVote> = []
        var isAway = false
        var reads = 0
    }

    private let state = Mutex(State())

    /// How often what is persisted of a live was read.
    var reads: Int { state.withLock { $0.reads } }

    func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    func write(_ minutes: [AudienceMinute]) throws(DatabaseFailure) {
        try call { state in
            for minute in minutes { state.minutes[minute.live, default: [:]][minute.minute] = minute.figures }
        }
    }

    func write(_ votes: [AudienceVote]) throws(DatabaseFailure) { try call { $0.votes.formUnion(votes) } }

    func record(of live: LiveID, limit: Int) throws(DatabaseFailure) -> AudienceRecord {
        try call { state in
            state.reads += 1
            var record = AudienceRecord()
            for vote in state.votes where vote.live == live { record[vote.reaction].insert(vote.voter) }
            record.peak = state.minutes[live]?.values.map(\.peak).max() ?? 0
            return record
        }
    }

    func curve(of live: LiveID, limit: Int) throws(DatabaseFailure) -> [AudienceMinute] {
        try call { state in
            (state.minutes[live] ?? [:]).sorted { $0.key < $1.key }
                .map { AudienceMinute(of: live, at: $0.key, $0.value) }
        }
    }

    func lastFigures(of lives: [LiveID]) throws(DatabaseFailure) -> [LiveID: AudienceFigures] {
        try call { state in
            var last: [LiveID: AudienceFigures] = [:]
            for live in lives {
                guard var figures = state.minutes[live]?.max(by: { $0.key < $1.key })?.value else { continue }
                figures.counts.listeners = 0
                last[live] = figures
            }
            return last
        }
    }

    func forgetVoters(before date: WallDate) {}

    func votes(of voter: Voter, in live: LiveID) throws(DatabaseFailure) -> [AudienceVote] {
        try call { state in state.votes.filter { $0.live == live && $0.voter == voter } }
    }

    func replace(_ voter: Voter, by other: Voter, in live: LiveID) throws(DatabaseFailure) -> Bool {
        try call { state in
            let votes = state.votes.filter { $0.live == live && $0.voter == voter }
            state.votes.subtract(votes)
            for vote in votes {
                state.votes.insert(AudienceVote(live: live, reaction: vote.reaction, voter: other, at: vote.at))
            }
            return !votes.isEmpty
        }
    }

    func livesWithVoters() throws(DatabaseFailure) -> [LiveID] { try call { Array(Set($0.votes.map(\.live))) } }

    private func call<Answer: Sendable>(_ body: (inout State) -> Answer) throws(DatabaseFailure) -> Answer {
        let answer = state.withLock { state -> Answer? in state.isAway ? nil : body(&state) }
        guard let answer else { throw DatabaseFailure(.unreachable, "the database is away") }
        return answer
    }
}
