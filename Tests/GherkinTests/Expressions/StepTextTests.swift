import Testing

@testable import Gherkin

@Suite("French step text")
struct StepTextTests {
    private func match(_ expression: String, _ text: String) throws -> [MatchedArgument]? {
        try CucumberExpression(expression, registry: ParameterTypeRegistry.french).match(text)
    }

    @Test("a typographic apostrophe is an apostrophe, in the text and in the expression")
    func apostrophes() throws {
        #expect(try match("l'auditeur d'un live", "l\u{2019}auditeur d\u{2019}un live") != nil)
        #expect(try match("l\u{2019}auditeur", "l'auditeur") != nil)
    }

    @Test("spaces that do not break are spaces")
    func spaces() throws {
        #expect(try match("un live : {int} auditeurs", "un live\u{A0}: 3\u{202F}auditeurs") != nil)
    }

    @Test("an accent apart from its letter is the same accent")
    func decomposed() throws {
        #expect(try match("la qualité réduite", "la qualite\u{301} re\u{301}duite") != nil)
        #expect(try match("la qualite\u{301}", "la qualité") != nil)
        #expect(try match("la qualité", "la qualite") == nil)
    }

    @Test("what is captured is what the step has, at its place there")
    func originalText() throws {
        let argument = try #require(
            try match("l'été {string}", "l\u{2019}e\u{301}te\u{301} \"d\u{2019}E\u{301}va\"")?.first)
        #expect(
            Array(argument.group.values[2]?.unicodeScalars ?? "".unicodeScalars)
                == Array("d\u{2019}E\u{301}va".unicodeScalars))
        #expect(argument.group.start == 8)
        #expect(argument.group.end == 16)
    }

    @Test("a mark on a letter that has no accented form stays apart")
    func noComposition() throws {
        #expect(try match("q\u{301} {word}", "q\u{301} e\u{301}")?.first?.group.value == "e\u{301}")
    }
}
