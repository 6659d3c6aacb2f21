import Testing

@testable import RoadWave

@Suite("Clocks before a sweep")
struct ClockComparisonTests {
    private func comparison(_ clocks: (String, Double)...) -> ClockComparison {
        var comparison = ClockComparison()
        // The machine's clock goes from 0 to 2 s during each call.
        for (name, seconds) in clocks { comparison.add(name, .at(seconds), asked: .at(0)...(.at(2))) }
        return comparison
    }

    @Test("five minutes apart are accepted, on both sides of the machine's clock")
    func accepted() throws {
        try comparison(("the database", 302)).check()
        try comparison(("the database", -300)).check()
        try comparison(("the database", 1), ("the storage", 2)).check()
    }

    @Test("more than five minutes are refused, with the names of both clocks", arguments: [302.001, 86_400])
    func ahead(_ seconds: Double) {
        let error = #expect(throws: ClockDisagreement.self) { try comparison(("the database", seconds)).check() }
        #expect(error?.fast == "the database")
        #expect(error?.slow == "this machine")
    }

    @Test("a machine that is a day ahead is refused")
    func behind() {
        let error = #expect(throws: ClockDisagreement.self) { try comparison(("the database", -86_400)).check() }
        #expect(error == ClockDisagreement(fast: "this machine", slow: "the database", seconds: 86_400))
    }

    @Test("two clocks on either side of the machine's are compared with each other")
    func apart() {
        let error = #expect(throws: ClockDisagreement.self) {
            try comparison(("the database", -200), ("the storage", 200)).check()
        }
        #expect(error?.fast == "the storage")
        #expect(error?.slow == "the database")
    }
}
