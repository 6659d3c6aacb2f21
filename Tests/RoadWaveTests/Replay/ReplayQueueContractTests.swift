import Testing

@testable import RoadWave

@Suite("The contract of the queue of replays", .timeLimit(.minutes(2)))
struct ReplayQueueContractTests {
    static let implementations = ReplayQueueImplementation.allCases

    @Test("jobs are given in their order, each once, also if they were added again", arguments: implementations)
    func order(_ implementation: ReplayQueueImplementation) async throws {
        try await implementation.with { queue async throws in
            let lives = (0..<20).map { _ in LiveID() }
            try await queue.add([])
            try await queue.add(Array(lives.prefix(10)))
            try await queue.add(lives)
            #expect(try await queue.next(for: .test(1), atMost: .seconds(5)) == lives[0])
            // Also while a worker has one of them.
            try await queue.add(lives)
            #expect(try await queue.drain(for: .test(2)) == Array(lives.dropFirst()))
            try await queue.add(lives)
            #expect(try await queue.drain(for: .test(3)) == [])
        }
    }

    @Test("each job is given to one of the workers that ask at once", arguments: implementations)
    func manyWorkers(_ implementation: ReplayQueueImplementation) async throws {
        try await implementation.with { queue async throws in
            let lives = (0..<50).map { _ in LiveID() }
            try await queue.add(lives)
            let given = try await withThrowingTaskGroup(of: [LiveID].self) { group in
                for number in 1...8 {
                    group.addTask { try await queue.drain(for: .test(UInt32(number))) }
                }
                return try await group.reduce(into: [LiveID]()) { $0 += $1 }
            }
            #expect(given.count == lives.count)
            #expect(Set(given) == Set(lives))
        }
    }

    @Test("a job that was removed is not given, and may be added again", arguments: implementations)
    func removal(_ implementation: ReplayQueueImplementation) async throws {
        try await implementation.with { queue async throws in
            let (one, other) = (LiveID(), LiveID())
            try await queue.add([one, other])
            try await queue.remove(one)
            #expect(try await queue.drain() == [other])
            // Whoever has it.
            try await queue.remove(other)
            try await queue.remove(LiveID())
            try await queue.add([other, one])
            #expect(try await queue.drain() == [other, one])
            try await queue.bury(one, reason: "a fault")
            try await queue.renew(other, by: .test())
            #expect(try await queue.drain() == [])
        }
    }

    @Test(
        "a job that is given back is the last one, whoever has it, and is in the queue once",
        arguments: implementations)
    func givingBack(_ implementation: ReplayQueueImplementation) async throws {
        try await implementation.with { queue async throws in
            let lives = (0..<3).map { _ in LiveID() }
            try await queue.add(lives)
            #expect(try await queue.next(for: .test(1), atMost: .seconds(5)) == lives[0])
            try await queue.giveBack(lives[0])
            try await queue.add(lives)
            #expect(Set(try await queue.entries(limit: 10).compactMap(\.live)) == Set(lives))
            #expect(try await queue.entries(limit: 10).count == 3)
            // Also one that no worker has.
            try await queue.giveBack(lives[1])
            #expect(try await queue.drain(for: .test(2)) == [lives[2], lives[0], lives[1]])
            // Also one that the queue has lost.
            let lost = LiveID()
            try await queue.giveBack(lost)
            #expect(try await queue.drain() == [lost])
            try await queue.remove(lost)
            #expect(try await queue.entries(limit: 10).count == 3)
        }
    }

    @Test("a job that the queue has lost is there again after a sign of life of its worker", arguments: implementations)
    func restored(_ implementation: ReplayQueueImplementation) async throws {
        try await implementation.with { queue async throws in
            let lives = (0..<3).map { _ in LiveID() }
            try await queue.add(lives)
            #expect(try await queue.next(for: .test(1), atMost: .seconds(5)) == lives[0])
            try await queue.discard(try await queue.entries(limit: 1))
            for _ in 0..<2 { try await queue.renew(lives[0], by: .test(1)) }
            #expect(try await queue.entries(limit: 10).map(\.live) == lives)
            #expect(try await queue.drain(for: .test(2)) == Array(lives.dropFirst()))
            try await queue.remove(lives[0])
            #expect(try await queue.entries(limit: 10).count == 2)
        }
    }

    @Test("a sign of life that comes late takes no job that waits", arguments: implementations)
    func lateSignOfLife(_ implementation: ReplayQueueImplementation) async throws {
        try await implementation.with { queue async throws in
            let live = LiveID()
            try await queue.add([live])
            #expect(try await queue.drain(for: .test(1)) == [live])
            try await queue.giveBack(live)
            try await queue.renew(live, by: .test(1))
            #expect(try await queue.drain(for: .test(2)) == [live])
        }
    }

    @Test("a worker without a job waits for the time that it says, and gets one that comes", arguments: implementations)
    func waiting(_ implementation: ReplayQueueImplementation) async throws {
        try await implementation.with { queue async throws in
            // An empty Redis has no group of workers before the first call.
            #expect(try await queue.drain() == [])
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try await queue.next(for: .test(), atMost: .milliseconds(50)) == nil)
            // Redis counts whole milliseconds.
            #expect(clock.now - start >= .milliseconds(48))
            let live = LiveID()
            async let given = queue.next(for: .test(), atMost: .seconds(20))
            try await queue.add([live])
            #expect(try await given == live)
        }
    }

    @Test(
        "a queue that is set up well has nothing to complain about; whoever leaves it may ask again",
        arguments: implementations)
    func leaving(_ implementation: ReplayQueueImplementation) async throws {
        try await implementation.with { queue async throws in
            #expect(try await queue.complaint() == nil)
            try await queue.leave(.test())
            let live = LiveID()
            try await queue.add([live])
            try await queue.leave(.test())
            #expect(try await queue.drain() == [live])
        }
    }

    @Test("what is in the queue is listed, whoever has it, and can be removed", arguments: implementations)
    func entries(_ implementation: ReplayQueueImplementation) async throws {
        try await implementation.with { queue async throws in
            #expect(try await queue.entries(limit: 10) == [])
            let lives = (0..<4).map { _ in LiveID() }
            try await queue.add(lives)
            #expect(try await queue.next(for: .test(), atMost: .seconds(5)) == lives[0])
            let entries = try await queue.entries(limit: 10)
            #expect(entries.map(\.live) == lives)
            #expect(Set(entries.map(\.id)).count == 4)
            #expect(try await queue.entries(limit: 2) == Array(entries.prefix(2)))
            try await queue.discard(Array(entries.prefix(2)))
            try await queue.discard([])
            #expect(try await queue.entries(limit: 10) == Array(entries.dropFirst(2)))
            // They may be added again.
            try await queue.add([lives[0]])
            #expect(try await queue.drain() == [lives[2], lives[3], lives[0]])
        }
    }

    @Test("without Redis a job that waits is given anew after a minute without a sign of life of its worker")
    func abandoned() async throws {
        let clock = TurnedClock()
        let queue = EmbeddedReplayQueue(clock: NodeClock(clock))
        let (given, abandoned) = (LiveID(), LiveID())
        await queue.add([given, abandoned])
        for _ in 0..<2 { _ = await queue.next(for: .test(1), atMost: .seconds(1)) }
        clock.advance(by: .seconds(30))
        await queue.renew(given, by: .test(1))
        clock.advance(by: .seconds(29))
        await queue.add([given, abandoned])
        clock.advance(by: .seconds(1))
        await queue.add([given, abandoned])
        #expect(await queue.next(for: .test(2), atMost: .seconds(1)) == abandoned)
        await queue.add([given, abandoned])
        #expect(await queue.entries(limit: 10).count == 2)
    }

    @Test("without Redis a worker waits by the node's own clock")
    func turnedClock() async throws {
        let clock = TurnedClock()
        let queue = EmbeddedReplayQueue(clock: NodeClock(clock))
        async let first = queue.next(for: .test(1), atMost: .seconds(60))
        // However late it begins to wait.
        let turning = Task {
            while !Task.isCancelled {
                clock.advance(by: .seconds(60))
                await Task.yield()
            }
        }
        #expect(await first == nil)
        turning.cancel()
        await turning.value
    }

    @Test("without Redis a worker that is cancelled gets no job, and takes none from the others")
    func cancelled() async throws {
        let queue = EmbeddedReplayQueue(clock: NodeClock(TurnedClock()))
        let waiting = Task { await queue.next(for: .test(1), atMost: .seconds(60)) }
        waiting.cancel()
        #expect(await waiting.value == nil)
        let live = LiveID()
        await queue.add([live])
        #expect(await queue.next(for: .test(2), atMost: .seconds(60)) == live)
    }
}
