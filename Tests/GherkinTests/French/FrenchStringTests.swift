import Testing

@testable import Gherkin

@Suite("French strings")
struct FrenchStringTests {
    private func strings(_ expression: String, _ text: String) throws -> [String]? {
        try CucumberExpression(expression, registry: ParameterTypeRegistry.french).match(text)?.map { try String($0) }
    }

    @Test(
        "all quotation marks quote, and the spaces within guillemets go",
        arguments: [
            "« Mon live »", "«\u{A0}Mon live\u{A0}»", "«\u{202F}Mon live\u{202F}»", "«Mon live»", "“Mon live”",
            "\"Mon live\"", "'Mon live'",
        ])
    func quotes(_ text: String) throws {
        #expect(try strings("le titre est {string}", "le titre est \(text)") == ["Mon live"])
    }

    @Test("quotes of another kind within are kept")
    func nested() throws {
        #expect(try strings("{string}", "« dit “oui” à l'ami »") == ["dit “oui” à l'ami"])
        #expect(try strings("{string}", #""a \"b\" c""#) == [#"a "b" c"#])
        #expect(try strings("{string}", "« »") == [""])
    }

    @Test("nothing is quoted between the apostrophes of two words")
    func elisions() throws {
        #expect(try strings("l{string}un live", "l'auditeur d'un live") == nil)
        #expect(try strings("l{string}un live", "l\u{2019}auditeur d\u{2019}un live") == nil)
        #expect(try strings("{word} {string}", "l'auditeur d'un") == nil)
    }

    @Test("an apostrophe within a quoted word ends nothing")
    func apostropheInside() throws {
        #expect(try strings("{string}", "'l'auditeur d'un live'") == ["l'auditeur d'un live"])
        #expect(
            try strings("{string} et {string}", "'l\u{2019}un' et 'l\u{2019}autre'") == [
                "l\u{2019}un", "l\u{2019}autre",
            ])
    }

    @Test("a text of apostrophes takes linear time", .timeLimit(.minutes(5)))
    func manyApostrophes() throws {
        #expect(try strings("{string}", String(repeating: "l'", count: 20_000)) == nil)
        #expect(try strings("{string}", "'" + String(repeating: "l'", count: 20_000) + "x") == nil)
    }
}
