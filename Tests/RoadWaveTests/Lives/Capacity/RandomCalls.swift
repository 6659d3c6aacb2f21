import RoadWaveMedia

@testable import RoadWave

/// Calls of some nodes and creators to the slots for lives, at random but the same for a seed.
struct RandomCalls {
    enum Operation {
        case acquire(SlotRequest, renewing: [LiveID: UserID])
        case release(LiveID)
        case renew([LiveID: UserID])
    }

    struct Call {
        let operation: Operation
        let date: WallDate
    }

    enum Outcome: Equatable {
        case admission(Admission)
        case released
        case renewed(Occupancy)

        var decision: SlotDecision? { if case .admission(let admission) = self { admission.decision } else { nil } }
    }

    private var generator: SplitMix64
    private var seconds = 0.0
    /// Lives that were granted and not released, some of which have expired.
    private var running: [(id: LiveID, creator: UserID)] = []

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// The next call: about one in two asks for a slot.
    mutating func next() -> Call {
        // Now and then everything stands still for longer than a lease, or than the patience, or a clock is turned back.
        seconds += [0, 0.5, 1, 2, 4, 8, 20, 150, -3, -40].randomElement(using: &generator) ?? 0
        let date = WallDate.at(seconds)
        let operation: Operation =
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5: .acquire(request(), renewing: Int.random(in: 0..<3, using: &generator) == 0 ? some() : [:])
            case 5..<7: .release(running.randomElement(using: &generator)?.id ?? LiveID())
            default: .renew(some())
            }
        return Call(operation: operation, date: date)
    }

    /// Remembers which lives run, as the nodes do.
    mutating func learn(_ call: Call, _ outcome: Outcome) {
        switch call.operation {
        case .acquire(let request, _) where outcome.decision == .granted:
            guard !running.contains(where: { $0.id == request.live }) else { return }
            running.append((request.live, request.creator.id))
        case .release(let live): running.removeAll { $0.id == live }
        case .acquire, .renew: break
        }
    }

    /// Some of the lives that run.
    private mutating func some() -> [LiveID: UserID] {
        let some = running.filter { _ in Bool.random(using: &generator) }
        return Dictionary(uniqueKeysWithValues: some.map { ($0.id, $0.creator) })
    }

    /// A few creators, of whom most pay, so that there is often a queue; sometimes a request is made again.
    private mutating func request() -> SlotRequest {
        let name = ["a", "b", "p", "q", "r", "s", "t"].randomElement(using: &generator) ?? "a"
        let creator: Creator = name < "p" ? .standard(name) : .premium(name)
        let isRepeated = Int.random(in: 0..<10, using: &generator) == 0
        let known = running.last { $0.creator == creator.id }?.id
        return SlotRequest(live: isRepeated ? known ?? LiveID() : LiveID(), creator: creator)
    }
}

extension RandomCalls.Call {
    func made(on ledger: inout CapacityLedger) -> RandomCalls.Outcome {
        switch operation {
        case .acquire(let request, let lives):
            return .admission(ledger.acquire(request, renewing: lives, now: date))
        case .release(let live):
            ledger.release(live, now: date)
            return .released
        case .renew(let lives): return .renewed(ledger.renew(lives, now: date))
        }
    }

    func made(on capacity: any LiveCapacity) async throws -> RandomCalls.Outcome {
        switch operation {
        case .acquire(let request, let lives):
            return .admission(try await capacity.acquire(request, renewing: lives, now: date))
        case .release(let live):
            try await capacity.release(live, now: date)
            return .released
        case .renew(let lives): return .renewed(try await capacity.renew(lives, now: date))
        }
    }
}
