import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Connection monitor")
struct ConnectionMonitorTests {
    /// A monitor and the time of its reports, one a second.
    private struct Watched {
        var monitor = ConnectionMonitor(AdaptationConfiguration())
        var second = 0

        @discardableResult
        mutating func pass(_ seconds: Int, _ report: ReceptionReport) -> [(second: Int, warning: ConnectionWarning)] {
            (0..<seconds).flatMap { _ in
                second += 1
                return monitor.take(report, now: now).compactMap { change in
                    if case .warned(let warning) = change { (second, warning) } else { nil }
                }
            }
        }

        var now: MonotonicTime { .zero + .seconds(second) }
    }

    @Test("nothing is known before the first report; the full bitrate suits")
    func beginning() {
        let state = ConnectionMonitor(AdaptationConfiguration()).state
        #expect(state.quality == nil)
        #expect(state.receivedBitrate == nil)
        #expect(state.advisedBitrate == 48_000)
        #expect(state.advice == nil)
    }

    @Test(
        "the quality follows the network",
        arguments: [
            (ReceptionReport.good, ConnectionQuality.good), (.of(loss: 0.04), .fair), (.of(jitter: 50), .fair),
            (.of(roundTrip: 300), .fair), (.poor, .poor), (.of(jitter: 90), .poor), (.unstable, .unstable),
            (.of(roundTrip: 1_500), .unstable), (.of(jitter: 300), .unstable),
        ])
    func quality(report: ReceptionReport, expected: ConnectionQuality) {
        var watched = Watched()
        watched.pass(10, .good)
        watched.pass(20, report)
        #expect(watched.monitor.state.quality == expected)
        #expect(watched.monitor.state.receivedBitrate == 48_000)
    }

    @Test("the advice is in the state, and stands")
    func advice() {
        var watched = Watched()
        watched.pass(20, .poor)
        #expect(watched.monitor.state.advisedBitrate == 32_000)
        #expect(watched.monitor.state.advice == BitrateAdvice(bitrate: 32_000, reason: .loss))
    }

    @Test("an unstable connection is warned of once, after a while, and cleared once it has been good for a while")
    func warning() throws {
        var watched = Watched()
        #expect(watched.pass(10, .good).isEmpty)
        let warnings = watched.pass(120, .unstable)
        #expect(warnings.map(\.warning.quality) == [.unstable])
        let first = try #require(warnings.first)
        #expect(first.second >= 13)
        #expect(first.second <= 18)
        #expect(
            first.warning.message
                == "Votre connexion est trop instable\u{a0}: le son peut se couper. Rapprochez-vous d'un meilleur réseau."
        )
        #expect(watched.monitor.state.warning == first.warning)

        #expect(watched.pass(5, .good).isEmpty)
        let cleared = try #require(watched.pass(60, .good).first)
        #expect(cleared.warning.quality == .good)
        #expect(cleared.warning.message == "Votre connexion est de nouveau stable.")
        #expect(watched.monitor.state.warning == nil)
    }

    @Test("a connection that is unstable for a second is not warned of")
    func spike() {
        var watched = Watched()
        watched.pass(10, .good)
        #expect(watched.pass(1, .unstable).isEmpty)
        #expect(watched.pass(60, .good).isEmpty)
    }

    @Test("warnings are 30 s apart at least, however often the connection comes and goes", arguments: [2, 5, 8, 20])
    func rate(period: Int) {
        var watched = Watched()
        var warned: [Int] = []
        for _ in 0..<40 {
            warned += watched.pass(period, .unstable).filter(\.warning.stands).map(\.second)
            warned += watched.pass(period, .good).filter(\.warning.stands).map(\.second)
        }
        #expect(zip(warned, warned.dropFirst()).allSatisfy { $1 - $0 >= 30 })
    }

    @Test("a second without any packet says nothing of the network")
    func silence() {
        var watched = Watched()
        watched.pass(20, .poor)
        // As good as it gets, and yet no reason to raise the bitrate.
        watched.pass(120, .of(bitrate: 0))
        #expect(watched.monitor.state.advisedBitrate == 32_000)
        #expect(watched.monitor.state.quality == .poor)
        #expect(watched.monitor.state.receivedBitrate == 0)
    }

    @Test("a creator who is not heard any more has an unstable connection, and is not warned for that alone")
    func interruption() {
        var watched = Watched()
        watched.pass(20, .good)
        watched.monitor.interrupt(now: watched.now)
        #expect(watched.monitor.state.quality == .unstable)
        #expect(watched.monitor.state.receivedBitrate == 0)
        watched.second += 30
        #expect(watched.pass(30, .good).isEmpty)
        #expect(watched.monitor.state.quality == .good)
    }
}
