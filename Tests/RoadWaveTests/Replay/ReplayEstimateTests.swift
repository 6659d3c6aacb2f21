import RoadWaveRTC
import Testing

@testable import RoadWave
@testable import RoadWaveMedia

@Suite("Estimate of a job's rest")
struct ReplayEstimateTests {
    private func time(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: Int64((seconds + 1_000) * 1_000_000_000))
    }

    @Test("it goes from 0 to 100 through the three stages")
    func stages() {
        var estimate = ReplayEstimate(start: time(0))
        #expect(
            estimate.progress(at: time(0))
                == ReplayJob.Progress(stage: .measuring, percent: 0, remainingSeconds: nil))
        estimate.take(ReplayProgress(stage: .measuring, fraction: 1, pass: 1))
        #expect(estimate.progress(at: time(10)).stage == .measuring)
        #expect(estimate.progress(at: time(10)).percent == 10)
        estimate.take(ReplayProgress(stage: .encoding, fraction: 0.5, pass: 1))
        #expect(estimate.progress(at: time(10)).stage == .encoding)
        #expect((52...53).contains(estimate.progress(at: time(10)).percent))
        estimate.take(verified: 0)
        #expect(estimate.progress(at: time(10)).stage == .verifying)
        #expect((94...95).contains(estimate.progress(at: time(10)).percent))
        estimate.take(verified: 1)
        #expect(
            estimate.progress(at: time(10))
                == ReplayJob.Progress(stage: .verifying, percent: 100, remainingSeconds: 0))
    }

    @Test("a repeated report is no step, and a new one is a step, also when the replay is made again")
    func steps() {
        var estimate = ReplayEstimate(start: time(0))
        #expect(estimate.steps == 0)
        for _ in 0..<3 { estimate.take(ReplayProgress(stage: .encoding, fraction: 0.5, pass: 1)) }
        #expect(estimate.steps == 1)
        estimate.take(ReplayProgress(stage: .encoding, fraction: 0.5, pass: 2))
        for _ in 0..<3 { estimate.take(verified: 0.5) }
        #expect(estimate.steps == 3)
    }

    @Test("it never goes back, also when the replay is made again, and stays within 0 and 100")
    func monotonic() {
        var estimate = ReplayEstimate(start: time(0))
        var last = 0
        func check() {
            let percent = estimate.progress(at: time(60)).percent
            #expect(percent >= last)
            #expect((0...100).contains(percent))
            last = percent
        }
        for pass in 1...3 {
            for step in 0...20 {
                estimate.take(ReplayProgress(stage: .encoding, fraction: Double(step) / 20, pass: pass))
                check()
            }
        }
        #expect((94...95).contains(last))
        // What no stage should say.
        estimate.take(ReplayProgress(stage: .encoding, fraction: -3, pass: 4))
        check()
        estimate.take(ReplayProgress(stage: .encoding, fraction: 3, pass: 4))
        check()
        #expect(last == 100)
    }

    @Test("the rest is told from the time that the done part took, and not from the first moments")
    func remaining() {
        var estimate = ReplayEstimate(start: time(0))
        estimate.take(ReplayProgress(stage: .measuring, fraction: 0.1, pass: 1))
        #expect(estimate.progress(at: time(100)).remainingSeconds == nil)
        estimate.take(ReplayProgress(stage: .measuring, fraction: 1, pass: 1))
        #expect(estimate.progress(at: time(1)).remainingSeconds == nil)
        // A tenth in 20 s.
        #expect(estimate.progress(at: time(20)).remainingSeconds == 180)
        #expect(estimate.progress(at: time(20.001)).remainingSeconds == 181)
    }

    @Test("conversion and sign of life may use a meter at once")
    func meter() async {
        let meter = ReplayMeter(start: time(0))
        await withDiscardingTaskGroup { group in
            for step in 0...100 {
                group.addTask {
                    meter.take(ReplayProgress(stage: .encoding, fraction: Double(step) / 100, pass: 1))
                }
            }
        }
        #expect((94...95).contains(meter.progress(at: time(1)).percent))
        meter.take(verified: 1)
        #expect(meter.progress(at: time(1)).percent == 100)
    }
}
