import Testing

@testable import StepDefinitions

@Suite("Thresholds of alerts")
struct AlertThresholdTests {
    @Test(
        "a threshold is a number above which the alert is sent, and its unit",
        arguments: [(">80%", 80, "%"), (">80% capacité", 80, "% capacité"), (">90", 90, ""), (">200ms", 200, "ms")])
    func read(text: String, value: Double, unit: String) {
        #expect(AlertThreshold(text)?.value == value)
        #expect(AlertThreshold(text)?.unit == unit)
    }

    @Test("a decimal may have a comma")
    func decimal() {
        #expect(AlertThreshold(">80,5%")?.value == 80.5)
    }

    @Test("any other text is none", arguments: ["", "80%", "<80%", ">", ">80 s", ">80%%", ">-1", "> quatre-vingts"])
    func other(text: String) {
        #expect(AlertThreshold(text) == nil)
    }
}
