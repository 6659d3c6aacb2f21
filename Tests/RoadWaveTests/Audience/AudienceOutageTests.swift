import RoadWaveTestServices
import Testing

@testable import RoadWave

/// What the log of a node says of a store that goes and comes back.
@Suite("Outages of the audience's store", .timeLimit(.minutes(5)))
struct AudienceOutageTests {
    @Test("one line when the store goes, one when it is back, with lives or without", arguments: [true, false])
    func lines(hasLive: Bool) async throws {
        let log = LogLines()
        let scene = AudienceScene(logger: log.logger)
        try await scene.running { () async throws in
            if hasLive { await scene.keeper.open(LiveID()) }
            scene.store.setAway(true)
            try await scene.turn { log.count(of: "error") == 1 }
            scene.store.forgetCalls()
            try await scene.turn { scene.store.calls.count { $0 == "livesToSweep" } >= 10 }
            #expect(log.count(of: "error") == 1 && log.count(of: "notice") == 0, "\(log.all)")
            scene.store.setAway(false)
            try await scene.turn { log.count(of: "notice") == 1 }
            scene.store.forgetCalls()
            try await scene.turn { scene.store.calls.count { $0 == "livesToSweep" } >= 10 }
            #expect(log.count(of: "error") == 1 && log.count(of: "notice") == 1, "\(log.all)")
        }
    }
}

extension AudienceScene {
    /// Turns the clock second by second until a condition holds.
    fileprivate func turn(until condition: () -> Bool) async throws {
        try await until {
            clock.advance(by: .seconds(1))
            return condition()
        }
    }
}

extension LogLines {
    /// The lines of a level about audiences that are counted or not.
    fileprivate func count(of level: String) -> Int {
        all.count { $0.hasPrefix(level) && $0.contains("audiences") && $0.contains("counted") }
    }
}
