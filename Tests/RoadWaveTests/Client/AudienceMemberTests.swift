import RoadWave
import RoadWaveClient
import RoadWaveTestServices
import Testing

/// The listener of applications, against a node.
@Suite("A listener's application", .timeLimit(.minutes(5)))
struct AudienceMemberTests {
    @Test("it joins, beats at the period that the node tells, and leaves")
    func life() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let member = try await AudienceMember.join(running.listener(of: live), clock: clock)
            #expect(await member.place.heartbeat == .seconds(10))
            #expect(await member.place.playlistURL.hasSuffix("/lives/\(live)/master.m3u8"))
            try await Self.turn(clock) { await member.beats >= 5 }
            #expect(try await running.counts(of: live) == [1, 0, 0])
            try await member.leave()
            #expect(try await running.counts(of: live) == [0, 0, 0])
        }
    }

    @Test("one that was forgotten joins anew")
    func rejoining() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let member = try await AudienceMember.join(running.listener(of: live), clock: clock)
            let first = await member.place.listenerID
            try await running.listener(of: live).leave(first)
            try await Self.turn(clock) { await member.returns == 1 }
            #expect(await member.place.listenerID != first)
            #expect(try await running.counts(of: live) == [1, 0, 0])
            await member.fallSilent()
        }
    }

    @Test("at the end of the live it stops")
    func end() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let member = try await AudienceMember.join(running.listener(of: live), clock: clock)
            _ = try await running.client.delete("/whip/\(live)", token: "createur")
            try await Self.turn(clock) { await member.failure != nil }
            guard case .refused(410, let problem) = await member.failure else {
                Issue.record("not refused as over")
                return
            }
            #expect(problem.detail == "Le live est terminé.")
        }
    }

    @Test("it likes and reports")
    func voices() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            try await running.listener(of: live).like()
            try await running.listener(of: live).report(category: "spam")
            #expect(try await running.counts(of: live) == [0, 1, 1])
            let error = await #expect(throws: ListenerError.self) {
                try await running.listener(of: live).report(category: "boring")
            }
            guard case .refused(400, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    /// Turns the clock of a member, and not that of the node, until something has come of it.
    private static func turn(_ clock: TurnedClock, until condition: () async throws -> Bool) async throws {
        try await until {
            clock.advance(by: .seconds(1))
            return try await condition()
        }
    }
}

extension RunningTestNode {
    /// The requests of a listener of a live.
    func listener(of live: String, token: String = "auditeur") -> ListenerClient {
        ListenerClient(liveID: live, at: addresses.httpURL, token: token)
    }
}
