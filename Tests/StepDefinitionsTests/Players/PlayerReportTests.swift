import Testing

@testable import StepDefinitions

@Suite("What a player says of its playback")
struct PlayerReportTests {
    /// A moment every half second; the sound follows the clock but where `stall` says.
    private func lines(stall: Range<Double> = 0..<0) -> [String] {
        stride(from: 0.5, through: 20, by: 0.5).map { at in
            let lost = max(0, min(at, stall.upperBound) - stall.lowerBound)
            return #"{"at": \#(at), "event": "progress", "time": \#(at - lost), "buffered": 30, "error": null}"#
        }
    }

    @Test("sound that keeps time with the clock has no stall")
    func steady() {
        let report = PlayerReport(lines())
        #expect(report.played == 11.5)
        #expect(report.stalled == 0)
        #expect(report.interruptions.isEmpty)
    }

    @Test("sound that stands still is counted, whatever events say")
    func stalled() {
        let report = PlayerReport(lines(stall: 12..<15))
        #expect(report.stalled == 3)
        #expect(report.played == 8.5)
    }

    @Test("running out of sound counts after the start-up only, a failure always")
    func interruptions() {
        let events = [
            #"{"at": 3, "event": "waiting", "time": 1}"#, #"{"at": 10, "event": "waiting", "time": 8}"#,
            #"{"at": 2, "event": "error", "time": 0, "error": "no decoder"}"#,
        ]
        #expect(PlayerReport(lines() + events).interruptions == ["waiting à 10.0 s", "no decoder à 2.0 s"])
    }

    @Test("what was asked for says which renditions")
    func renditions() {
        let requests = [
            ("32k/4.ts", 1.0), ("master.m3u8", 2), ("96k/media.m3u8", 9), ("96k/5.ts", 9), ("96k/6.ts", 11),
        ]
        .map { #"{"at": \#($0.1), "event": "request", "url": "http://h/lives/x/\#($0.0)"}"# }
        let report = PlayerReport(requests + ["Traceback: a browser that fails says other things"])
        #expect(report.renditions == ["32k", "96k"])
        #expect(report.settledRenditions == ["96k"])
        #expect(report.otherLines.count == 1)
    }

    @Test("a player that said nothing has not played")
    func silent() {
        #expect(PlayerReport([]).played == 0)
        #expect(PlayerReport([]).stalled == .infinity)
    }
}
