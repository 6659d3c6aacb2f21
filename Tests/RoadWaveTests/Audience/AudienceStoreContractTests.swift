import Testing

@testable import RoadWave

@Suite("The contract of audiences", .timeLimit(.minutes(5)))
struct AudienceStoreContractTests {
    static let implementations = AudienceStoreImplementation.allCases
    private let live = LiveID()
    private let ada = UserID(token: "ada")
    private let bob = UserID(token: "bob")
    private let cleo = UserID(token: "cleo")

    @Test("the count is that of those who joined and did not leave", arguments: implementations)
    func comingAndGoing(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            let first = try await store.join(live, as: ada, at: 0)
            let second = try await store.join(live, as: bob, at: 1)
            _ = try await store.join(live, as: cleo, at: 1)
            #expect(try await store.counts(of: live).listeners == 3)
            #expect(
                try await store.leave(first, of: ada, in: live, now: .at(8))
                    == .left(EndedSession(listener: first, user: ada, joinedAt: .at(0), leftAt: .at(8))))
            #expect(try await store.counts(of: live).listeners == 2)
            #expect(try await store.beat(first, of: ada, in: live, now: .at(9)) == .gone)
            #expect(try await store.beat(second, of: bob, in: live, now: .at(9)) == .counted)
        }
    }

    @Test(
        "a user who joins again, on whatever device and node, is the same listener and counts once",
        arguments: implementations)
    func devices(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNodes { makeNode async throws in
            let (first, second) = (try makeNode(), try makeNode())
            let listener = try await first.join(live, as: ada, at: 0)
            for tenth in 1...79 {
                #expect(
                    try await second.join(ListenerID(), of: ada, to: live, now: .at(Double(tenth) / 10))
                        == .present(listener))
            }
            #expect(try await first.counts(of: live).listeners == 1)
            // A join is a heartbeat, and either device's keep the listener.
            #expect(try await first.sweep(live, now: .at(37.899)) == [])
            #expect(try await second.beat(listener, of: ada, in: live, now: .at(37)) == .counted)
            #expect(try await first.sweep(live, now: .at(66.999)) == [])
            #expect(try await first.sweep(live, now: .at(67)).map(\.listener) == [listener])
            #expect(try await second.counts(of: live).listeners == 0)
        }
    }

    @Test("a user of several lives is a listener of each, and a user who left joins anew", arguments: implementations)
    func anotherLive(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            let first = try await store.join(live, as: ada, at: 0)
            _ = try await store.join(LiveID(), as: ada, at: 0)
            _ = try await store.leave(first, of: ada, in: live, now: .at(1))
            #expect(try await store.join(live, as: ada, at: 2) != first)
            #expect(try await store.counts(of: live).listeners == 1)
        }
    }

    @Test("a user who joins after the expiry and before the sweep is a new listener", arguments: implementations)
    func lateJoin(_ implementation: AudienceStoreImplementation) async throws {
        var configuration = AudienceConfiguration.small
        configuration.maximumListeners = 1
        try await implementation.withNode(configuration) { store async throws in
            let former = try await store.join(live, as: ada, at: 0)
            let session = EndedSession(listener: former, user: ada, joinedAt: .at(0), leftAt: .at(0))
            #expect(
                try await store.join(ListenerID(), of: ada, to: live, now: .at(30)) == .joined(replacing: session))
            #expect(try await store.counts(of: live).listeners == 1)
            #expect(try await store.sweep(live, now: .at(30)) == [])
            #expect(try await store.beat(former, of: ada, in: live, now: .at(31)) == .gone)
        }
    }

    @Test("a join and a leave that are made again after a lost answer count once", arguments: implementations)
    func repetition(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            try await store.open(live, now: .at(0))
            let listener = ListenerID()
            for decision in [JoinDecision.joined(replacing: nil), .present(listener)] {
                #expect(try await store.join(listener, of: ada, to: live, now: .at(0)) == decision)
            }
            #expect(try await store.counts(of: live).listeners == 1)
            _ = try await store.leave(listener, of: ada, in: live, now: .at(1))
            #expect(try await store.leave(listener, of: ada, in: live, now: .at(1)) == .gone)
            #expect(try await store.counts(of: live).listeners == 0)
        }
    }

    @Test("a listener is removed 30 s after the last heartbeat, and not before", arguments: implementations)
    func expiry(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            let silent = try await store.join(live, as: ada, at: 0)
            let faithful = try await store.join(live, as: bob, at: 0)
            for second in [10.0, 20, 29.999] {
                #expect(try await store.beat(faithful, of: bob, in: live, now: .at(second)) == .counted)
            }
            #expect(try await store.sweep(live, now: .at(29.999)) == [])
            #expect(try await store.counts(of: live).listeners == 2)
            let ended = try await store.sweep(live, now: .at(30))
            #expect(ended == [EndedSession(listener: silent, user: ada, joinedAt: .at(0), leftAt: .at(0))])
            #expect(try await store.counts(of: live).listeners == 1)
            #expect(try await store.beat(silent, of: ada, in: live, now: .at(31)) == .gone)
            #expect(try await store.beat(faithful, of: bob, in: live, now: .at(59)) == .counted)
        }
    }

    @Test("a heartbeat that comes after the expiry and before the sweep is too late, too", arguments: implementations)
    func lateBeat(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            let listener = try await store.join(live, as: ada, at: 0)
            #expect(try await store.beat(listener, of: ada, in: live, now: .at(30)) == .gone)
            #expect(try await store.sweep(live, now: .at(30)).map(\.listener) == [listener])
        }
    }

    @Test("a heartbeat from a node whose clock is behind takes nothing away", arguments: implementations)
    func earlierBeat(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            let listener = try await store.join(live, as: ada, at: 20)
            #expect(try await store.beat(listener, of: ada, in: live, now: .at(5)) == .counted)
            #expect(try await store.sweep(live, now: .at(45)) == [])
        }
    }

    @Test("a listener belongs to the user who joined", arguments: implementations)
    func ownership(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            let listener = try await store.join(live, as: ada, at: 0)
            #expect(try await store.beat(listener, of: bob, in: live, now: .at(1)) == .foreign)
            #expect(try await store.leave(listener, of: bob, in: live, now: .at(1)) == .foreign)
            #expect(try await store.counts(of: live).listeners == 1)
        }
    }

    @Test("a user's like and report count once, whatever the node", arguments: implementations)
    func reactions(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNodes { makeNode async throws in
            let (first, second) = (try makeNode(), try makeNode())
            try await first.open(live, now: .at(0))
            for reaction in Reaction.allCases {
                #expect(try await first.react(reaction, of: ada, in: live, now: .at(0)) == .counted)
                #expect(try await second.react(reaction, of: ada, in: live, now: .at(1)) == .repeated)
            }
            #expect(try await second.react(.like, of: bob, in: live, now: .at(1)) == .counted)
            #expect(
                try await first.counts(of: live) == AudienceCounts(listeners: 0, likes: 2, reports: 1))
        }
    }

    @Test("a live takes no more listeners and reactions than there is room for", arguments: implementations)
    func bounds(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            for index in 0..<5 { _ = try await store.join(live, as: UserID(token: "\(index)"), at: 0) }
            #expect(try await store.join(ListenerID(), of: ada, to: live, now: .at(0)) == .full)
            for index in 0..<3 {
                #expect(try await store.react(.like, of: UserID(token: "\(index)"), in: live, now: .at(0)) == .counted)
            }
            #expect(try await store.react(.like, of: ada, in: live, now: .at(0)) == .full)
            #expect(try await store.react(.like, of: UserID(token: "0"), in: live, now: .at(0)) == .repeated)
            #expect(try await store.counts(of: live) == AudienceCounts(listeners: 5, likes: 3, reports: 0))
        }
    }

    @Test(
        "the end of a live removes its listeners, keeps its figures, and takes nothing more", arguments: implementations
    )
    func end(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNode { store async throws in
            let users = (0..<4).map { UserID(token: "\($0)") }
            let listeners = try await [0, 1, 2, 3].asyncMap {
                try await store.join(live, as: users[$0], at: Double($0))
            }
            _ = try await store.react(.like, of: bob, in: live, now: .at(5))
            for _ in 0..<2 { try await store.close(live, now: .at(10)) }
            let first = try await store.sweep(live, now: .at(10))
            let second = try await store.sweep(live, now: .at(10))
            // As many as one look removes, then the rest.
            #expect((first + second).map(\.listener) == listeners)
            #expect(first.count == 3)
            #expect(first.allSatisfy { $0.leftAt == .at(10) })
            #expect(try await store.counts(of: live) == AudienceCounts(listeners: 0, likes: 1, reports: 0))
            #expect(try await store.join(ListenerID(), of: ada, to: live, now: .at(11)) == .over)
            #expect(try await store.beat(listeners[0], of: users[0], in: live, now: .at(11)) == .over)
            #expect(try await store.leave(listeners[0], of: users[0], in: live, now: .at(11)) == .gone)
            for reaction in Reaction.allCases {
                #expect(try await store.react(reaction, of: ada, in: live, now: .at(11)) == .over)
            }
        }
    }

    @Test("the nodes share the sweeping: each live is due once in a period, to one of them", arguments: implementations)
    func due(_ implementation: AudienceStoreImplementation) async throws {
        try await implementation.withNodes { makeNode async throws in
            let (first, second) = (try makeNode(), try makeNode())
            try await first.open(live, now: .at(0))
            #expect(try await second.livesToSweep(now: .at(0)) == [live])
            #expect(try await first.livesToSweep(now: .at(0.999)) == [])
            #expect(try await first.livesToSweep(now: .at(1)) == [live])
            // A clock that was turned back by an hour does not put it off by one.
            #expect(try await first.livesToSweep(now: .at(-3_600)) == [live])
        }
    }

    @Test("nodes that sweep the same live remove each listener once", arguments: implementations)
    func concurrentSweeps(_ implementation: AudienceStoreImplementation) async throws {
        var configuration = AudienceConfiguration()
        configuration.sweepLimit = 7
        try await implementation.withNodes(configuration) { makeNode async throws in
            let nodes = try (0..<4).map { _ in try makeNode() }
            var listeners: Set<ListenerID> = []
            for index in 0..<60 {
                listeners.insert(try await nodes[index % 4].join(live, as: UserID(token: "\(index)"), at: 0))
            }
            let removed = try await withThrowingTaskGroup(of: [EndedSession].self) { group in
                for index in 0..<20 { group.addTask { try await nodes[index % 4].sweep(live, now: .at(30)) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(removed.count == 60)
            #expect(Set(removed.map(\.listener)) == listeners)
            #expect(try await nodes[0].counts(of: live).listeners == 0)
        }
    }

    @Test(
        "the figures are forgotten when a live has been over, or without a sign, for long", arguments: implementations)
    func retention(_ implementation: AudienceStoreImplementation) async throws {
        let (ended, abandoned, running) = (LiveID(), LiveID(), LiveID())
        try await implementation.withNode { store async throws in
            for live in [ended, abandoned, running] {
                _ = try await store.join(live, as: ada, at: 0)
                _ = try await store.react(.like, of: ada, in: live, now: .at(0))
            }
            try await store.close(ended, now: .at(0))
            #expect(try await store.renew([running, ended], now: .at(3_000)) == [])
            for second in [3_599.0, 3_600] {
                for live in try await store.livesToSweep(now: .at(second)) {
                    _ = try await store.sweep(live, now: .at(second))
                }
            }
            let figures = try await store.figures(of: [ended, abandoned, running], now: .at(3_600))
            #expect(
                figures == [running: AudienceFigures(AudienceCounts(listeners: 0, likes: 1, reports: 0), peak: 1)])
            #expect(try await store.livesToSweep(now: .at(3_700)) == [running])
        }
    }
}

extension Array {
    /// The elements, changed one after the other.
    func asyncMap<Other>(_ change: (Element) async throws -> Other) async throws -> [Other] {
        var others: [Other] = []
        for element in self { others.append(try await change(element)) }
        return others
    }
}
