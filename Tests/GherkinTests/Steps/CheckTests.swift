import Gherkin
import Testing

/// What the comparisons of a check accept.
@Suite("Checks")
struct CheckTests {
    /// A comparison, what is measured, and whether that is accepted.
    struct Comparison: Sendable {
        let expectation: Gherkin.Expectation
        let measured: MeasuredValue
        let isAccepted: Bool

        init(_ expectation: Gherkin.Expectation, _ measured: MeasuredValue, _ isAccepted: Bool) {
            self.expectation = expectation
            self.measured = measured
            self.isAccepted = isAccepted
        }
    }

    private static let table: [Comparison] = [
        Comparison(.equals(2), .number(2), true), Comparison(.equals(2), .number(2.1), false),
        Comparison(.equals("a"), .text("a"), true), Comparison(.equals(true), .boolean(false), false),
        Comparison(.differs(from: 2), .number(3), true), Comparison(.differs(from: 2), .number(2), false),
        Comparison(.approximately(2, tolerance: 0.5), .number(2.5), true),
        Comparison(.approximately(2, tolerance: 0.5), .number(1.4), false),
        Comparison(.atLeast(3), .number(3), true), Comparison(.atLeast(3), .number(2.9), false),
        Comparison(.atMost(3), .number(3), true), Comparison(.atMost(3), .number(3.1), false),
        Comparison(.greater(than: 3), .number(3), false), Comparison(.less(than: 3), .number(2), true),
        Comparison(.contains("b"), .text("abc"), true), Comparison(.contains("d"), .text("abc"), false),
        Comparison(.contains("a"), .list([.text("a"), .text("b")]), true),
        Comparison(.contains("c"), .list([.text("a")]), false),
    ]

    @Test("comparisons accept what they say", arguments: table)
    func comparisons(_ comparison: Comparison) {
        #expect(comparison.expectation.accepts(comparison.measured) == comparison.isAccepted)
    }

    @Test("values that cannot be compared are not accepted, nor is what is absent or not a number")
    func incomparable() {
        #expect(!Gherkin.Expectation.atLeast(3).accepts(.text("4")))
        #expect(!Gherkin.Expectation.equals(3).accepts(.absent))
        #expect(!Gherkin.Expectation.atMost(3).accepts(.number(.nan)))
        #expect(!Gherkin.Expectation.approximately(3, tolerance: 1).accepts(.number(.nan)))
    }

    @Test("an empty text is contained in nothing: such a check could not fail")
    func emptyText() {
        #expect(!Gherkin.Expectation.contains("").accepts(.text("abc")))
    }

    @Test("durations are compared in seconds")
    func durations() {
        #expect(Duration.milliseconds(2_500).measuredValue == .number(2.5))
        #expect(Int?.none.measuredValue == .absent)
    }

    @Test("waiting for a condition returns as soon as it holds")
    func eventually() async throws {
        let journal = Journal()
        let waiting = library(journal) {
            Alors("le compte atteint {int}") { (world, check, count: Int) in
                try await check.eventually(
                    "compte", .atLeast(count), within: .seconds(30), every: .milliseconds(1)
                ) {
                    world.note("mesure")
                    return world.all.count
                }
            }
        }
        let outcome = try await run(feature("Alors le compte atteint 5"), with: waiting)
        #expect(outcome.code == .success)
        #expect(journal.all.count == 5)
    }

    @Test("waiting in vain fails with the last value measured")
    func eventuallyNot() async throws {
        let waiting = library(Journal()) {
            Alors("le compte atteint {int}") { (_, check, count: Int) in
                try await check.eventually("compte", .atLeast(count), within: .milliseconds(20)) { 3 }
            }
        }
        let outcome = try await run(feature("Alors le compte atteint 5"), with: waiting)
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("compte : mesuré 3, attendu au moins 5"))
    }
}
