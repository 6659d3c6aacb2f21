import Testing

@testable import Gherkin

/// Numbers as people read them.
@Suite("Numbers in reports")
struct NumberFormatTests {
    @Test(
        "at most three decimals, a comma in French",
        arguments: [
            (2, "2"), (2.005, "2,005"), (0.0221, "0,022"), (-0.5, "-0,5"), (1234.5, "1234,5"), (0, "0"),
            (-0.00001, "-1e-05"), (99.9999, "100"),
        ] as [(Double, String)])
    func numbers(_ number: Double, _ text: String) {
        #expect(NumberFormat(language: .french).string(number) == text)
    }

    @Test("English has a point, and what is no number is said as it is")
    func english() {
        let format = NumberFormat(language: .english)
        #expect(format.string(2.5) == "2.5")
        #expect(format.string(.infinity) == "inf")
        #expect(format.string(1e15) == "1000000000000000.0")
    }

    @Test("durations have the unit that suits them")
    func durations() {
        let format = NumberFormat(language: .french)
        #expect(format.string(.milliseconds(12)) == "12 ms")
        #expect(format.string(.milliseconds(2_540)) == "2,5 s")
        #expect(format.string(.seconds(200)) == "3 min 20 s")
    }
}
