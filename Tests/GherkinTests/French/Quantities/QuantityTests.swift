import Testing

@testable import Gherkin

@Suite("French quantities")
struct QuantityTests {
    private func value(_ expression: String, _ text: String) throws -> (any Sendable)? {
        let expression = try CucumberExpression(expression, registry: ParameterTypeRegistry.french)
        return try expression.match(text)?.first?.value()
    }

    @Test(
        "durations",
        arguments: [
            ("2 secondes", .seconds(2)), ("30 s", .seconds(30)), ("30s", .seconds(30)), ("10 minutes", .seconds(600)),
            ("1 heure", .seconds(3600)), ("7 jours", .seconds(604_800)), ("250 ms", .milliseconds(250)),
            ("1,5 s", .milliseconds(1500)), ("1.5 s", .milliseconds(1500)),
            ("1\u{A0}heure et 30 minutes", .seconds(5400)),
            ("2 min 30 s", .seconds(150)), ("1\u{202F}000 ms", .seconds(1)), ("2 semaines", .seconds(1_209_600)),
        ] as [(String, Duration)])
    func durations(_ text: String, _ expected: Duration) throws {
        #expect(try value("toutes les {duree}", "toutes les \(text)") as? Duration == expected)
    }

    @Test("these are no durations", arguments: ["2 secteurs", "2", "30 svp", "2 m", "ms", "10 minutesx"])
    func noDurations(_ text: String) throws {
        #expect(try value("{duree}", text) == nil)
    }

    @Test("a duration beyond the calendar has no value")
    func endlessDuration() throws {
        #expect(throws: ArgumentError.self) { try value("{duree}", "99999999999999999999 jours") }
    }

    @Test(
        "percentages",
        arguments: [
            ("80%", 80, nil), ("80 %", 80, nil), ("~90 %", 90, .about), (">80%", 80, .above), ("> 80 %", 80, .above),
            ("≤ 12,5 %", 12.5, .atMost), (">= 12.5 %", 12.5, .atLeast), ("<5\u{202F}%", 5, .below),
        ] as [(String, Double, Percentage.Comparison?)])
    func percentages(_ text: String, _ percent: Double, _ comparison: Percentage.Comparison?) throws {
        let expected = Percentage(percent: percent, comparison: comparison)
        #expect(try value("de {pourcentage}", "de \(text)") as? Percentage == expected)
    }

    @Test(
        "volumes",
        arguments: [
            ("2.16 GB", 2.16e9), ("2,16 Go", 2.16e9), ("512 Kio", 524_288), ("1 200 octets", 1200), ("1 Mo", 1e6),
            ("1 MiB", 1_048_576), ("3 o", 3), ("1 ko", 1000),
        ] as [(String, Double)])
    func volumes(_ text: String, _ bytes: Double) throws {
        let volume = try #require(try value("{volume}", text) as? DataVolume)
        #expect(abs(volume.bytes - bytes) < 1e-3)
    }

    @Test("amounts", arguments: ["0.02€", "0,02 €", "0,02\u{A0}€", "0,02 euro", "0.02 EUR"])
    func amounts(_ text: String) throws {
        #expect(try value("{montant}", text) as? MoneyAmount == MoneyAmount(euros: 0.02))
    }

    @Test(
        "times of day",
        arguments: [("14:30", 14, 30), ("14 h 30", 14, 30), ("14h30", 14, 30), ("9h", 9, 0), ("9 h", 9, 0)])
    func times(_ text: String, _ hour: Int, _ minute: Int) throws {
        #expect(try value("à {heure}", "à \(text)") as? TimeOfDay == TimeOfDay(hour: hour, minute: minute))
    }

    @Test("a time that no clock shows matches and has no value", arguments: ["25:00", "14:60"])
    func noTimes(_ text: String) {
        #expect(throws: ArgumentError.self) { try value("{heure}", text) }
    }

    @Test("the cell of a table is read alone, and nothing else with it")
    func cells() {
        #expect(Percentage(french: " >80% ") == Percentage(percent: 80, comparison: .above))
        #expect(Percentage(french: ">80% capacité") == nil)
        #expect(Duration(french: "7 jours") == .seconds(604_800))
        #expect(DataVolume(french: "48") == nil)
    }

    @Test("a closure takes the Swift type of a quantity")
    func argumentTypes() throws {
        let expression = try StepExpression("{duree} à {volume}", registry: ParameterTypeRegistry.french)
        try expression.check(argumentTypes: [Duration.self, DataVolume.self])
        #expect(throws: ArgumentMismatch.self) {
            try expression.check(argumentTypes: [DataVolume.self, Duration.self])
        }
    }
}
