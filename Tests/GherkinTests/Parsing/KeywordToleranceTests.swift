import Gherkin
import Testing

/// What a person reads as Gherkin although the official parsers do not.
@Suite("keywords as people type them")
struct KeywordToleranceTests {
    @Test("a typographic apostrophe ends a keyword")
    func apostrophe() throws {
        #expect(try steps("Étant donné qu’un direct\nLorsqu’il finit\n") == ["un direct", "il finit"])
    }

    @Test("a no-break space ends a keyword")
    func noBreakSpace() throws {
        #expect(try steps("Quand\u{A0}il parle\nAlors\u{202F}on entend\n") == ["il parle", "on entend"])
    }

    @Test("accents written apart from their letters (NFD) make the same keywords")
    func decomposed() throws {
        let text =
            "# language: fr\nFonctionnalite\u{301}: f\nSce\u{301}nario: s\nE\u{301}tant donne\u{301} qu’un e\u{301}te\u{301}\n"
        let pickle = try #require(try ParsedText(text, parser: .forPeople).pickles.first)
        #expect(pickle.name == "s")
        #expect(pickle.steps.map(\.text) == ["un été"])
        #expect(ParsedText.errors(in: text).isEmpty == false)
    }

    @Test("a byte order mark is skipped")
    func byteOrderMark() throws {
        #expect(try ParsedText("\u{FEFF}Feature: f\n", parser: .forPeople).document.feature?.name == "f")
    }

    @Test("the language may be written FR, fr-FR or fr_FR", arguments: ["FR", "fr-FR", "fr_FR", "fr"])
    func language(_ code: String) throws {
        let text = "# language: \(code)\nFonctionnalité: f\n"
        #expect(try ParsedText(text, parser: .forPeople).document.feature?.language == "fr")
    }

    @Test("an unknown language is an error all the same, and conformance knows exact codes only")
    func unknownLanguage() {
        #expect(
            ParsedText.errors(in: "# language: xx-FR\nFeature: f\n", parser: .forPeople).first?.kind
                == .unknownLanguage("xx-FR"))
        #expect(ParsedText.errors(in: "# language: FR\nFeature: f\n").first?.kind == .unknownLanguage("FR"))
    }

    @Test(
        "the name of a language for its code is one error that gives the code",
        arguments: [("français", "fr"), ("francais", "fr"), ("French", "fr"), ("Deutsch", "de"), ("anglais", nil)])
    func languageName(_ name: String, _ code: String?) throws {
        let text = "# language: \(name)\nFonctionnalité: f\n  Scénario: s\n    Quand x\n"
        let errors = ParsedText.errors(in: text, parser: .forPeople)
        #expect(errors.map(\.kind) == [.unknownLanguage(name)])
        let advice = code.map { " Vouliez-vous écrire `# language: \($0)` ?" } ?? ""
        #expect(errors.first?.message(in: .french) == "Langue inconnue : \(name).\(advice)")
        #expect(ParsedText.errors(in: "# language: français\nFeature: f\n").isEmpty)
    }

    private func steps(_ lines: String) throws -> [String] {
        let text = "# language: fr\nFonctionnalité: f\nScénario: s\n\(lines)"
        return try ParsedText(text, parser: .forPeople).pickles.first?.steps.map(\.text) ?? []
    }
}
