import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// The latency that the listener's page shows, beside another measure of it: the time that the sound itself tells.
@Suite(
    "The listener's page: latency", .serialized, .realTime, .timeLimit(.minutes(3)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct ListenerLatencyTests {
    @Test("the latency that is shown is the one that is heard, and a stall does not make it longer for good")
    func stall() async throws {
        // The microphone of the test is not the browser's.
        try await StudioUnderTest.run(visitor: PageVisitor(allowsMicrophone: false)) { tried in
            let studio = tried.studio
            _ = try await studio.page.evaluate(SpokenTime.microphone)
            #expect(try await studio.start(title: "L'heure qu'il est"))
            let live = try await studio.liveID()
            try await PlayerRequests().waitForSegments(
                4, listedAt: "\(tried.server.http)/lives/\(live)/48k/media.m3u8")
            let page = try await studio.page.witness.open("\(tried.server.http)/ecouter/\(live)")
            try await page.click("Rejoindre le live")
            _ = try await page.evaluate(SpokenTime.hear)
            let before = try await Self.agreement(on: page)

            // Longer than what the player has in store and than the page waits before it loads the live again.
            await tried.server.pause()
            try await Self.until(15) { try await page.text(ofElement: "sound")?.contains("interrompu") == true }
            await tried.server.resume()
            try await Self.until(40) {
                guard let after = try await Self.latencies(on: page) else { return false }
                return after.heard < before + 4 && abs(after.heard - after.shown) < 1.5
            }
            // It stays so: a second segment's worth of sound is as fresh as the first.
            let after = try await Self.agreement(on: page)
            #expect(after < before + 4, "\(before) s before, \(after) s after")
        }
    }

    /// Waits until what is heard and what is shown are as good as the same: the clock of the node is known to the second.
    /// - Returns: the latency that is heard, in seconds.
    private static func agreement(on page: WitnessedPage) async throws -> Double {
        var heard = 0.0
        try await until(20) {
            guard let both = try await latencies(on: page) else { return false }
            heard = both.heard
            return abs(both.heard - both.shown) < 1.5
        }
        return heard
    }

    private static func latencies(on page: WitnessedPage) async throws -> (heard: Double, shown: Double)? {
        let both = try await JSONDecoder().decode([Double?].self, from: Data(page.evaluate(SpokenTime.both).utf8))
        guard both.count == 2, let heard = both[0], let shown = both[1] else { return nil }
        return (heard, shown)
    }

    /// Waits for a condition.
    /// - Throws: after so many seconds without it.
    private static func until(_ seconds: Int, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while try await !condition() {
            guard ContinuousClock.now < deadline else { throw DriverError("rien en \(seconds) s") }
            // why: between two looks at another process.
            try await Task.sleep(for: .milliseconds(250))
        }
    }
}
