import RoadWaveMedia

@testable import RoadWave

/// What listeners of two lives and the nodes do, at random but the same for a seed.
struct RandomAudience {
    enum Operation {
        case open
        case renew
        case restore
        case join(ListenerID)
        case beat(ListenerID)
        case leave(ListenerID)
        case react(Reaction)
        case sweep
        case due
        case close
        case erase
    }

    struct Call {
        let operation: Operation
        let live: LiveID
        let user: UserID
        let date: WallDate
    }

    enum Outcome: Hashable {
        case done
        case unknown(Set<LiveID>)
        case join(JoinDecision)
        case beat(BeatDecision)
        case leave(LeaveDecision)
        case reaction(ReactionDecision)
        case swept([EndedSession])
        case due(Set<LiveID>)
    }

    let lives = [LiveID(), LiveID()]
    private let users = ["a", "b", "c", "d", "e"].map { UserID(token: $0) }
    private var generator: SplitMix64
    private var seconds = 0.0
    private var listeners: [(ListenerID, UserID)] = []
    private var operations: Set<Int> = []

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// Whether every operation was called.
    var isVaried: Bool { operations == Set(0..<14) }

    mutating func next() -> Call {
        // Now and then everything stands still for longer than the expiry or the retention, or a clock is turned back.
        seconds += [0, 0.5, 1, 2, 5, 11, 35, 250, -3].randomElement(using: &generator) ?? 0
        let live = lives.randomElement(using: &generator) ?? lives[0]
        var user = users.randomElement(using: &generator) ?? users[0]
        let choice = Int.random(in: 0..<14, using: &generator)
        operations.insert(choice)
        // Mostly their own listener.
        let known = listeners.suffix(8).randomElement(using: &generator)
        if let known, Int.random(in: 0..<4, using: &generator) > 0 { user = known.1 }
        let listener = known?.0 ?? ListenerID()
        let operation: Operation =
            switch choice {
            case 0, 13: .open
            case 12: Bool.random(using: &generator) ? .renew : .restore
            case 1, 2, 3: .join(ListenerID())
            case 4, 5: .beat(listener)
            case 6: .leave(listener)
            case 7: .react(.like)
            case 8: .react(.report)
            case 9: .sweep
            case 10: Int.random(in: 0..<3, using: &generator) == 0 ? .erase : .due
            // A live that is over takes nothing: seldom, so that something happens before.
            default: Int.random(in: 0..<4, using: &generator) == 0 ? .close : .sweep
            }
        return Call(operation: operation, live: live, user: user, date: .at(seconds))
    }

    /// Remembers who listens, as applications do.
    mutating func learn(_ call: Call, _ outcome: Outcome) {
        if case .join(let listener) = call.operation, case .join(.joined) = outcome {
            listeners.append((listener, call.user))
        }
    }
}

extension RandomAudience.Call {
    /// The name that takes the place of an erased voter: none at some dates.
    private var replacement: Voter? {
        date.millisecondsSince1970 % 2_000 == 0 ? UserID(token: "nobody").voter(in: live) : nil
    }

    /// What the database has of the live.
    private var record: AudienceRecord {
        AudienceRecord(likers: [user.voter(in: live)], reporters: [user.voter(in: live)], peak: 3)
    }

    func made(on ledger: inout AudienceLedger) -> RandomAudience.Outcome {
        switch operation {
        case .open:
            ledger.open(live, now: date)
            return .done
        case .renew: return .unknown(ledger.renew([live], now: date))
        case .restore:
            ledger.restore(live, record, now: date)
            return .done
        case .join(let listener): return .join(ledger.join(listener, of: user, to: live, now: date))
        case .beat(let listener): return .beat(ledger.beat(listener, of: user, in: live, now: date))
        case .leave(let listener): return .leave(ledger.leave(listener, of: user, in: live, now: date))
        case .react(let reaction):
            return .reaction(ledger.react(reaction, of: user.voter(in: live), in: live, now: date))
        case .sweep: return .swept(ledger.sweep(live, now: date))
        case .due: return .due(Set(ledger.livesToSweep(now: date)))
        case .erase:
            ledger.erase(user, voter: user.voter(in: live), replacedBy: replacement, in: live)
            return .done
        case .close:
            ledger.close(live, now: date)
            return .done
        }
    }

    func made(on store: any AudienceStore) async throws -> RandomAudience.Outcome {
        switch operation {
        case .open:
            try await store.open(live, now: date)
            return .done
        case .renew: return .unknown(try await store.renew([live], now: date))
        case .restore:
            try await store.restore(live, record, now: date)
            return .done
        case .join(let listener): return .join(try await store.join(listener, of: user, to: live, now: date))
        case .beat(let listener): return .beat(try await store.beat(listener, of: user, in: live, now: date))
        case .leave(let listener): return .leave(try await store.leave(listener, of: user, in: live, now: date))
        case .react(let reaction): return .reaction(try await store.react(reaction, of: user, in: live, now: date))
        case .sweep: return .swept(try await store.sweep(live, now: date))
        case .due: return .due(Set(try await store.livesToSweep(now: date)))
        case .erase:
            try await store.erase(
                user, voter: user.voter(in: live), replacedBy: replacement, in: live, now: date)
            return .done
        case .close:
            try await store.close(live, now: date)
            return .done
        }
    }
}
