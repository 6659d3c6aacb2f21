import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Pace of warnings")
struct WarningPaceTests {
    @Test("what goes on failing is told at once, then once a minute, with how many times it was not")
    func pace() {
        var pace = WarningPace()
        let told = (0..<150).compactMap { second in
            pace.take(at: MonotonicTime.zero + .seconds(second)).map { [second, $0] }
        }
        #expect(told == [[0, 0], [60, 59], [120, 59]])
    }
}
