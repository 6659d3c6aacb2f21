import RoadWaveMedia

@testable import RoadWave

/// Calls of some nodes and creators to the places for lives, at random but the same for a seed.
struct RandomCalls {
    enum Operation {
        case acquire(SlotRequest)
        case release(LiveID)
        case renew(Set<LiveID>)
    }

    struct Call {
        let operation: Operation
        let date: WallDate
    }

    enum Outcome: Equatable {
        case decision(SlotDecision)
        case released
        case renewed(Occupancy)
    }

    private var generator: SplitMix64
    private var seconds = 0.0
    /// Lives that were granted and not released, some of which have run out.
    private var running: [LiveID] = []

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// The next call: about one in two asks for a slot.
    mutating func next() -> Call {
        // Now and then everything stands still for longer than a lease, or than the patience, or a clock is turned back.
        seconds += [0, 0.5, 1, 2, 4, 8, 20, 150, -3, -40].randomElement(using: &generator) ?? 0
        let date = WallDate.at(seconds)
        let operation: Operation =
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5: .acquire(request())
            case 5..<7: .release(running.randomElement(using: &generator) ?? LiveID())
            default: .renew(Set(running.filter { _ in Bool.random(using: &generator) }))
            }
        return Call(operation: operation, date: date)
    }

    /// Remembers which lives run, as the nodes do.
    mutating func learn(_ call: Call, _ outcome: Outcome) {
        switch call.operation {
        case .acquire(let request) where outcome == .decision(.granted) && !running.contains(request.live):
            running.append(request.live)
        case .release(let live): running.removeAll { $0 == live }
        case .acquire, .renew: break
        }
    }

    /// A few creators, of whom most pay, so that there is often a queue; sometimes a request is made again.
    private mutating func request() -> SlotRequest {
        let name = ["a", "b", "p", "q", "r", "s", "t"].randomElement(using: &generator) ?? "a"
        let creator: Creator = name < "p" ? .standard(name) : .premium(name)
        let isRepeated = Int.random(in: 0..<10, using: &generator) == 0
        return SlotRequest(live: isRepeated ? running.last ?? LiveID() : LiveID(), creator: creator)
    }
}

extension RandomCalls.Call {
    func made(on ledger: inout CapacityLedger) -> RandomCalls.Outcome {
        switch operation {
        case .acquire(let request): return .decision(ledger.acquire(request, now: date))
        case .release(let live):
            ledger.release(live, now: date)
            return .released
        case .renew(let lives): return .renewed(ledger.renew(lives, now: date))
        }
    }

    func made(on capacity: any LiveCapacity) async throws -> RandomCalls.Outcome {
        switch operation {
        case .acquire(let request): return .decision(try await capacity.acquire(request, now: date))
        case .release(let live):
            try await capacity.release(live, now: date)
            return .released
        case .renew(let lives): return .renewed(try await capacity.renew(lives, now: date))
        }
    }
}
