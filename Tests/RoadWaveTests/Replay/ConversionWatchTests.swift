import Testing

@testable import RoadWave

@Suite("Watch over a conversion")
struct ConversionWatchTests {
    @Test("a conversion that has made no step for as many looks as fit into the limit hangs")
    func standstill() {
        var watch = ConversionWatch(longest: .seconds(5), lookingEvery: .seconds(2))
        let looks = [0, 0, 1, 1, 1, 2, 2, 2, 2].map { watch.look(at: $0) }
        #expect(looks == [false, false, false, false, false, false, false, false, true])
    }

    @Test("a conversion that hangs does so until its next step")
    func recovery() {
        var watch = ConversionWatch(longest: .seconds(2), lookingEvery: .seconds(2))
        let looks = [5, 5, 5, 6, 6].map { watch.look(at: $0) }
        #expect(looks == [false, true, true, false, true])
    }
}
