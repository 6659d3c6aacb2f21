import Testing

@testable import RoadWave

@Suite("The contract of the slots for lives", .timeLimit(.minutes(5)))
struct LiveCapacityContractTests {
    static let implementations = LiveCapacityImplementation.allCases

    @Test("as many lives as slots are admitted, and one more when one is over", arguments: implementations)
    func maximum(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(2)) { capacity async throws in
            let first = LiveID()
            #expect(try await capacity.ask(.standard("a"), live: first, at: 0) == .granted)
            #expect(try await capacity.ask(.standard("b"), at: 0) == .granted)
            #expect(try await capacity.ask(.standard("c"), at: 0) == .full(nil))
            try await capacity.release(first, now: .at(1))
            #expect(try await capacity.ask(.standard("c"), at: 1) == .granted)
            #expect(try await capacity.renew([], now: .at(1)) == Occupancy(taken: 2))
        }
    }

    @Test("a live that asks again after a lost answer has one slot", arguments: implementations)
    func repeatedRequest(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(2)) { capacity async throws in
            let live = LiveID()
            #expect(try await capacity.ask(.standard("a"), live: live, at: 0) == .granted)
            #expect(try await capacity.ask(.standard("a"), live: live, at: 1) == .granted)
            #expect(try await capacity.renew([], now: .at(1)).taken == 1)
        }
    }

    @Test(
        "a creator holds at most the allowed lives on all nodes, and another one as soon as one is over",
        arguments: implementations)
    func livesPerCreator(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNodes(.places(5, perCreator: 2)) { makeNode async throws in
            let (first, second) = (try makeNode(), try makeNode())
            let lives = [LiveID(), LiveID()].sorted { $0.description < $1.description }
            #expect(try await first.ask(.standard("a"), live: lives[0], at: 0) == .granted)
            #expect(try await second.ask(.standard("a"), live: lives[1], at: 0) == .granted)
            for node in [first, second] {
                #expect(try await node.ask(.premium("a"), at: 1) == .creatorLimit(lives))
                #expect(try await node.ask(.standard("a"), live: lives[1], at: 1) == .granted)
            }
            #expect(try await first.renew([], now: .at(1)) == Occupancy(taken: 2))
            #expect(try await first.ask(.standard("b"), at: 1) == .granted)
            try await second.release(lives[0], now: .at(2))
            #expect(try await first.ask(.standard("a"), at: 2) == .granted)
        }
    }

    @Test(
        "the lives of a creator count until their lease expires, and again when a node renews them",
        arguments: implementations)
    func leasedLives(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(5)) { capacity async throws in
            let live = LiveID()
            #expect(try await capacity.ask(.standard("a"), live: live, at: 0) == .granted)
            #expect(try await capacity.ask(.standard("a"), at: 14.999) == .creatorLimit([live]))
            let other = LiveID()
            #expect(try await capacity.ask(.standard("a"), live: other, at: 15) == .granted)
            try await capacity.release(other, now: .at(16))
            try await capacity.renew([live: UserID(token: "a")], now: .at(16))
            #expect(try await capacity.ask(.standard("a"), at: 17) == .creatorLimit([live]))
        }
    }

    @Test("a creator at the limit learns it even if no slot is free, and does not wait", arguments: implementations)
    func limitAtCapacity(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(1)) { capacity async throws in
            let live = LiveID()
            _ = try await capacity.ask(.premium("p"), live: live, at: 0)
            #expect(try await capacity.ask(.premium("p"), at: 1) == .creatorLimit([live]))
            #expect(try await capacity.renew([], now: .at(1)) == Occupancy(taken: 1))
        }
    }

    @Test("a request renews the node's other slots, and returns the occupancy", arguments: implementations)
    func renewalWithRequest(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(2)) { capacity async throws in
            let (live, creator) = (LiveID(), UserID(token: "a"))
            let request = SlotRequest(live: live, creator: .standard("a"))
            #expect(
                try await capacity.acquire(request, renewing: [:], now: .at(0))
                    == Admission(decision: .granted, occupancy: Occupancy(taken: 1)))
            // A pause that was longer than a lease.
            let late = SlotRequest(live: LiveID(), creator: .standard("b"))
            #expect(
                try await capacity.acquire(late, renewing: [live: creator], now: .at(60))
                    == Admission(decision: .granted, occupancy: Occupancy(taken: 2)))
            let third = SlotRequest(live: LiveID(), creator: .standard("c"))
            #expect(
                try await capacity.acquire(third, renewing: [live: creator], now: .at(61))
                    == Admission(decision: .full(nil), occupancy: Occupancy(taken: 2)))
        }
    }

    @Test("a slot that is released twice, or does not exist, frees nothing more", arguments: implementations)
    func repeatedRelease(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(2)) { capacity async throws in
            let live = LiveID()
            _ = try await capacity.ask(.standard("a"), live: live, at: 0)
            _ = try await capacity.ask(.standard("b"), at: 0)
            for gone in [live, live, LiveID()] { try await capacity.release(gone, now: .at(1)) }
            #expect(try await capacity.renew([], now: .at(1)).taken == 1)
        }
    }

    @Test("the slots of a dead node are free when their lease expires", arguments: implementations)
    func lease(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNodes(.places(2)) { makeNode async throws in
            let (alive, dead) = (try makeNode(), try makeNode())
            let live = LiveID()
            #expect(try await alive.ask(.standard("a"), live: live, at: 0) == .granted)
            #expect(try await dead.ask(.standard("b"), at: 0) == .granted)
            for second in [5.0, 10] { try await alive.renew([live], now: .at(second)) }
            #expect(try await alive.ask(.standard("c"), at: 14.999) == .full(nil))
            #expect(try await alive.ask(.standard("c"), at: 15) == .granted)
            #expect(try await alive.ask(.standard("d"), at: 15) == .full(nil))
        }
    }

    @Test("a live whose slot was lost counts again when its node renews it", arguments: implementations)
    func refill(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(1)) { capacity async throws in
            #expect(try await capacity.renew([LiveID(), LiveID()], now: .at(0)).taken == 2)
            #expect(try await capacity.ask(.standard("a"), at: 1) == .full(nil))
        }
    }

    @Test(
        "a premium creator gets a position and keeps its ticket; a standard one gets nothing",
        arguments: implementations)
    func queue(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(1)) { capacity async throws in
            _ = try await capacity.ask(.standard("a"), at: 0)
            let first = try #require(try await capacity.ask(.premium("p"), at: 1).place)
            let second = try #require(try await capacity.ask(.premium("q"), at: 2).place)
            #expect([first.position, second.position] == [1, 2])
            #expect(first.ticket != second.ticket)
            #expect(try await capacity.ask(.standard("s"), at: 3) == .full(nil))
            #expect(try await capacity.ask(.premium("p"), at: 4).place == first)
            #expect(try await capacity.ask(.premium("q"), at: 4).place == second)
            #expect(try await capacity.renew([], now: .at(4)) == Occupancy(taken: 1, waiting: 2))
        }
    }

    @Test("a free slot is reserved for the first creator in the queue, and for nobody else", arguments: implementations)
    func reservation(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(1)) { capacity async throws in
            let live = LiveID()
            _ = try await capacity.ask(.standard("a"), live: live, at: 0)
            _ = try await capacity.ask(.premium("p"), at: 1)
            let second = try #require(try await capacity.ask(.premium("q"), at: 1).place)
            try await capacity.release(live, now: .at(2))
            #expect(try await capacity.renew([], now: .at(2)) == Occupancy(reserved: 1, waiting: 1))
            #expect(try await capacity.ask(.standard("s"), at: 3) == .full(nil))
            #expect(try await capacity.ask(.premium("q"), at: 3).place == second)
            #expect(try await capacity.ask(.premium("p"), at: 4) == .granted)
            #expect(
                try await capacity.ask(.premium("q"), at: 5).place == QueuePlace(position: 1, ticket: second.ticket))
        }
    }

    @Test("a slot that is not taken in time goes to the next creator in the queue", arguments: implementations)
    func lapsedReservation(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(1)) { capacity async throws in
            let live = LiveID()
            _ = try await capacity.ask(.standard("a"), live: live, at: 0)
            let lost = try #require(try await capacity.ask(.premium("p"), at: 1).place)
            _ = try await capacity.ask(.premium("q"), at: 1)
            try await capacity.release(live, now: .at(2))
            for second in [20, 31.999] {
                #expect(try await capacity.ask(.premium("q"), at: second).place?.position == 2)
            }
            let again = try #require(try await capacity.ask(.premium("p"), at: 32).place)
            #expect(again.position == 2)
            #expect(again.ticket != lost.ticket)
            #expect(try await capacity.ask(.standard("s"), at: 33) == .full(nil))
            #expect(try await capacity.ask(.premium("q"), at: 33) == .granted)
        }
    }

    @Test("a slot that no creator in the queue takes is free for everyone", arguments: implementations)
    func lapsedQueue(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(1)) { capacity async throws in
            let live = LiveID()
            _ = try await capacity.ask(.standard("a"), live: live, at: 0)
            _ = try await capacity.ask(.premium("p"), at: 1)
            try await capacity.release(live, now: .at(2))
            #expect(try await capacity.ask(.standard("s"), at: 32) == .granted)
        }
    }

    @Test("a creator keeps the place in the queue by asking again, and otherwise loses it", arguments: implementations)
    func patience(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(1)) { capacity async throws in
            let live = LiveID()
            func renew(_ range: ClosedRange<Int>) async throws {
                for second in range where second.isMultiple(of: 5) {
                    try await capacity.renew([live], now: .at(Double(second)))
                }
            }
            _ = try await capacity.ask(.standard("a"), live: live, at: 0)
            _ = try await capacity.ask(.premium("p"), at: 1)
            let second = try #require(try await capacity.ask(.premium("q"), at: 1).place)
            try await renew(5...25)
            #expect(try await capacity.ask(.premium("q"), at: 30.999).place?.position == 2)
            #expect(
                try await capacity.ask(.premium("q"), at: 31).place == QueuePlace(position: 1, ticket: second.ticket))
            #expect(try await capacity.ask(.premium("p"), at: 32).place?.position == 2)
        }
    }

    @Test("no free slot is reserved for creators who have gone", arguments: implementations)
    func goneCreators(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(1)) { capacity async throws in
            let live = LiveID()
            _ = try await capacity.ask(.standard("a"), live: live, at: 0)
            for name in ["p", "q", "r"] { _ = try await capacity.ask(.premium(name), at: 1) }
            for second in stride(from: 5.0, through: 30, by: 5) { try await capacity.renew([live], now: .at(second)) }
            try await capacity.release(live, now: .at(31))
            #expect(try await capacity.renew([], now: .at(31)) == Occupancy())
            #expect(try await capacity.ask(.standard("s"), at: 31) == .granted)
        }
    }

    @Test("as many creators may wait as there are slots, and ten at least", arguments: implementations)
    func boundedQueue(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(2)) { capacity async throws in
            for name in ["a", "b"] { _ = try await capacity.ask(.standard(name), at: 0) }
            for position in 1...10 {
                #expect(try await capacity.ask(.premium("\(position)"), at: 1).place?.position == position)
            }
            #expect(try await capacity.ask(.premium("r"), at: 1) == .full(nil))
            #expect(try await capacity.ask(.premium("7"), at: 1).place?.position == 7)
        }
    }

    @Test("several free slots are reserved for as many creators in the queue", arguments: implementations)
    func severalReservations(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(3)) { capacity async throws in
            let lives = (0..<3).map { _ in LiveID() }
            for live in lives { _ = try await capacity.ask(.standard("\(live)"), live: live, at: 0) }
            for name in ["p", "q"] { _ = try await capacity.ask(.premium(name), at: 1) }
            for live in lives { try await capacity.release(live, now: .at(2)) }
            #expect(try await capacity.renew([], now: .at(2)) == Occupancy(reserved: 2))
            #expect(try await capacity.ask(.standard("s"), at: 3) == .granted)
            #expect(try await capacity.ask(.standard("t"), at: 3) == .full(nil))
            #expect(try await capacity.ask(.premium("q"), at: 3) == .granted)
            #expect(try await capacity.ask(.premium("p"), at: 3) == .granted)
        }
    }

    @Test("a reservation is withdrawn when lives whose slots were lost count again", arguments: implementations)
    func withdrawnReservation(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(1)) { capacity async throws in
            let live = LiveID()
            _ = try await capacity.ask(.standard("a"), live: live, at: 0)
            let place = try #require(try await capacity.ask(.premium("p"), at: 1).place)
            #expect(try await capacity.renew([], now: .at(20)) == Occupancy(reserved: 1))
            #expect(try await capacity.renew([live], now: .at(21)) == Occupancy(taken: 1, waiting: 1))
            #expect(try await capacity.ask(.premium("p"), at: 22).place == place)
        }
    }

    @Test("after a lost count no live is admitted until every node had the time to report", arguments: implementations)
    func settling(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(2, settling: .seconds(15))) { capacity async throws in
            let live = LiveID()
            #expect(try await capacity.ask(.standard("a"), at: 0) == .settling)
            #expect(try await capacity.renew([live], now: .at(5)) == Occupancy(taken: 1, isSettling: true))
            try await capacity.renew([live], now: .at(14))
            #expect(try await capacity.ask(.standard("a"), at: 14.999) == .settling)
            #expect(try await capacity.ask(.standard("a"), at: 15) == .granted)
            // No renewal for longer than a lease: every slot has expired, although lives run.
            #expect(try await capacity.ask(.standard("b"), at: 31) == .settling)
        }
    }

    @Test("nodes whose clocks differ by more than a lease admit no live", arguments: implementations)
    func disagreement(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNode(.places(1, settling: .seconds(15))) { capacity async throws in
            let live = LiveID()
            try await capacity.renew([], now: .at(0))
            #expect(try await capacity.ask(.standard("a"), live: live, at: 15) == .granted)
            for second in stride(from: 20.0, to: 60, by: 5) {
                try await capacity.renew([live], now: .at(second))
                #expect(try await capacity.renew([], now: .at(second + 60)).isSettling)
                #expect(try await capacity.ask(.standard("b"), at: second + 60) == .settling)
            }
        }
    }

    @Test("however many nodes ask at once, no slot is given twice and none is lost", arguments: implementations)
    func concurrency(_ implementation: LiveCapacityImplementation) async throws {
        try await implementation.withNodes(.places(10)) { makeNode async throws in
            let nodes = try (0..<4).map { _ in try makeNode() }
            for round in 0..<3 {
                let granted = try await withThrowingTaskGroup(of: LiveID?.self) { group in
                    for index in 0..<100 {
                        group.addTask {
                            let live = LiveID()
                            let decision = try await nodes[index % 4].ask(
                                .standard("\(index)"), live: live, at: Double(round))
                            return decision == .granted ? live : nil
                        }
                    }
                    return try await group.reduce(into: Set<LiveID>()) { lives, live in
                        if let live { lives.insert(live) }
                    }
                }
                #expect(granted.count == 10)
                #expect(try await nodes[0].renew(granted, now: .at(Double(round))) == Occupancy(taken: 10))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (index, live) in granted.enumerated() {
                        group.addTask { try await nodes[index % 4].release(live, now: .at(Double(round))) }
                    }
                    try await group.waitForAll()
                }
                #expect(try await nodes[0].renew([], now: .at(Double(round))) == Occupancy())
            }
        }
    }
}
