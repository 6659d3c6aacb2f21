import Testing

@testable import Gherkin

@Suite("French numbers")
struct FrenchNumberTests {
    private func value(_ expression: String, _ text: String) throws -> (any Sendable)? {
        let expression = try CucumberExpression(expression, registry: ParameterTypeRegistry.french)
        return try expression.match(text)?.first?.value()
    }

    @Test(
        "a float has a comma or a point, and spaces between thousands",
        arguments: [
            ("-14,5", -14.5), ("-14.5", -14.5), ("\u{2212}14,5", -14.5), ("1 500", 1500), ("1\u{A0}500,25", 1500.25),
            ("1\u{202F}500\u{202F}000", 1_500_000), (",5", 0.5), ("+3", 3), ("1,5e3", 1500), ("1.5E+3", 1500),
            ("1500", 1500),
        ] as [(String, Double)])
    func floats(_ text: String, _ expected: Double) throws {
        #expect(try value("{float}", text) as? Double == expected)
        #expect(try value("{double}", text) as? Double == expected)
    }

    @Test(
        "an integer may have spaces between thousands",
        arguments: [
            ("1 500", 1500), ("1\u{A0}500", 1500), ("1\u{202F}500", 1500), ("-3", -3), ("\u{2212}3", -3), ("0", 0),
            ("12 345 678", 12_345_678),
        ])
    func integers(_ text: String, _ expected: Int) throws {
        #expect(try value("{int}", text) as? Int == expected)
    }

    @Test("these are no integers", arguments: ["14,5", "14.5", "1 50", "1 5000", "1  500", "1500 000", "--1", ""])
    func noIntegers(_ text: String) throws {
        #expect(try value("{int}", text) == nil)
    }

    @Test("two integers beside each other are two where the expression has two")
    func neighbours() throws {
        let expression = try CucumberExpression("{int} {int}", registry: ParameterTypeRegistry.french)
        #expect(try expression.match("1 500")?.map { try Int($0) } == [1, 500])
    }

    @Test("a comma that ends a clause is no decimal comma")
    func clause() throws {
        #expect(try value("à {float}, puis", "à 14,5, puis") as? Double == 14.5)
        #expect(try value("à {int}, puis", "à 14, puis") as? Int == 14)
    }

    @Test("big numbers keep their digits")
    func bigNumbers() throws {
        #expect(
            try value("{biginteger}", "1 000 000 000 000 000 000 000") as? BigInteger
                == BigInteger("1000000000000000000000"))
        #expect(try value("{bigdecimal}", "0,1000") as? BigDecimal == BigDecimal("0.1000"))
    }

    @Test("a capture group with the official regexp is still a number")
    func regularExpression() throws {
        let expression = try RegularExpression(#"^(\d+) lives$"#, registry: ParameterTypeRegistry.french)
        #expect(try expression.match("2 lives")?.first?.value() as? Int == 2)
    }
}
