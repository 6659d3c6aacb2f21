import Gherkin
import Testing

/// What official parsers swallow as description, and a person meant as a keyword.
@Suite("misspelt keywords")
struct KeywordGuardTests {
    private static let header = "# language: fr\nFonctionnalité: Direct\n"

    @Test(
        "a near miss of a title is an error with the fix",
        arguments: [
            ("Scenario: a", "Scénario:"), ("scénario: a", "Scénario:"), ("SCÉNARIO: a", "Scénario:"),
            ("Scénario : a", "Scénario:"), ("Scénario\u{A0}: a", "Scénario:"), ("Scénario\u{202F}: a", "Scénario:"),
            ("Sce\u{301}nario : a", "Scénario:"), ("Plan du scenario: a", "Plan du scénario:"),
            ("Plan Du Scénario: a", "Plan du scénario:"), ("Regle: a", "Règle:"), ("contexte:", "Contexte:"),
            ("Scenario Outline: a", "Plan du scénario:"), ("Background:", "Contexte:"), ("Senario: a", "Scénario:"),
            ("Scénario a", "Scénario:"),
        ])
    func titles(_ line: String, _ fix: String) throws {
        let text = Self.header + "\n  \(line)\n    Étant donné un direct\n"
        let error = try #require(ParsedText.errors(in: text, parser: .forPeople).first)
        #expect(error.location == Location(line: 4, column: 3))
        guard case .keyword(let mistake) = error.kind else {
            Issue.record("\(error)")
            return
        }
        #expect(mistake.remedy == .write(fix))
    }

    @Test(
        "a near miss of a step is an error with the fix, below a title and among steps",
        arguments: [
            ("ETANT DONNÉ un direct", "Étant donné"), ("étant donné qu'un direct", "Étant donné qu'"),
            ("Etant donne que x", "Étant donné que"), ("quand je parle", "Quand"), ("QUAND je parle", "Quand"),
            ("alors x", "Alors"), ("When x", "Quand"), ("Given x", "Étant donné que"),
        ])
    func steps(_ line: String, _ fix: String) {
        for before in ["", "    Étant donné un créateur\n"] {
            let text = Self.header + "  Scénario: s\n\(before)    \(line)\n"
            let errors = ParsedText.errors(in: text, parser: .forPeople)
            #expect(
                errors.map(\.kind) == [
                    .keyword(KeywordMistake(written: written(line, fix), remedy: .write(fix)))
                ], "\(line)")
        }
    }

    @Test("the official parsers take the same lines for a description: conformance stays with them")
    func conformance() throws {
        let text = Self.header + "  Scenario: a\n    Étant donné un direct\n"
        #expect(try ParsedText(text).pickles.isEmpty)
        #expect(try ParsedText(text).document.feature?.description == "  Scenario: a\n    Étant donné un direct")
    }

    @Test(
        "prose is no near miss",
        arguments: [
            "Quand je suis là, tout va bien.\n  quand je n'y suis pas, non plus.",
            "En tant que créateur\n  Je veux diffuser un direct\n  Afin que mes auditeurs m'écoutent",
            "Contexte : les créateurs parlent dans un téléphone.\n  Ils n'ont pas de réseau.",
            "Exemple : un créateur coupe son micro.",
            "Exemples : la panne, la coupure.",
            "Règle : on ne coupe jamais un direct.\n  Ni un replay.",
            "Les scénarios : ceux du produit.",
            "Un direct commence à 14:30, et alors ?",
            "Scénario nominal puis scénario de panne.",
            "Note: voir https://example.org/a:b",
            "Alors on danse.\n  Et l'on chante.\n  Mais pas trop.",
            "Background noise is « bruit de fond ».",
        ])
    func prose(_ description: String) throws {
        let text = Self.header + "  \(description)\n\n  Scénario: s\n    Étant donné un direct\n"
        #expect(ParsedText.errors(in: text, parser: .forPeople).isEmpty)
        #expect(try ParsedText(text, parser: .forPeople).pickles.count == 1)
    }

    @Test("a sentence of a scenario's description may go on with a step's word")
    func sentences() {
        let text =
            Self.header + """
                  Scénario: s
                    Ce scénario montre ce qui se passe
                    quand le créateur coupe son micro,
                    et alors que personne n'écoute.
                    Étant donné un direct
                """
        #expect(ParsedText.errors(in: text, parser: .forPeople).isEmpty)
    }

    @Test("everyday words are titles above what is theirs")
    func everydayWords() {
        let examples =
            Self.header + "  Plan du scénario: s\n    Étant donné <a>\n\n  exemples :\n    | a |\n    | 1 |\n"
        #expect(ParsedText.errors(in: examples, parser: .forPeople).first?.location.line == 6)
        let background = Self.header + "  Contexte :\n    Étant donné un direct\n"
        #expect(ParsedText.errors(in: background, parser: .forPeople).map(\.location.line) == [3])
    }

    @Test("a background after a scenario is in the wrong place")
    func misplaced() {
        let text = Self.header + "  Scénario: s\n    Étant donné x\n  Contexte:\n    Étant donné y\n"
        let errors = ParsedText.errors(in: text, parser: .forPeople)
        #expect(errors.first?.kind == .keyword(KeywordMistake(written: "Contexte:", remedy: .move)))
    }

    @Test("a table right below a scenario asks for its examples, once")
    func tableBelowScenario() {
        let text = Self.header + "  Plan du scénario: s\n    Étant donné <a>\n  Exemple:\n    | a |\n    | 1 |\n"
        let errors = ParsedText.errors(in: text, parser: .forPeople)
        #expect(errors.map(\.location) == [Location(line: 6, column: 5)])
        #expect(errors.first?.kind == .keyword(KeywordMistake(written: "|", remedy: .putUnder("Exemples:"))))
    }

    @Test("a French feature that names no language is told to, and nothing else")
    func missingLanguage() {
        let text = "Fonctionnalité: Direct\n  Scénario: s\n    Étant donné x\n"
        let errors = ParsedText.errors(in: text, parser: .forPeople)
        let mistake = KeywordMistake(written: "Fonctionnalité:", remedy: .nameLanguage("fr"))
        #expect(errors.map(\.kind) == [.keyword(mistake)])
    }

    @Test("one mistake is one error: what stands below a misspelt keyword is read as if it were well spelt")
    func oneErrorEach() {
        let text =
            Self.header + """
                  Plan du scenario: s
                    ETANT DONNÉ <a>
                      | une | table |
                    Quand x
                    Exemples:
                      | a |
                      | 1 |
                  Regle: r
                    Contexte:
                      Étant donné y
                """
        #expect(ParsedText.errors(in: text, parser: .forPeople).map(\.location.line) == [3, 4, 10])
    }

    @Test("French steps below an English title ask for the language")
    func frenchStepsInEnglish() {
        let text = "Feature: f\n  Scenario: s\n    Étant donné un direct\n    Quand il finit\n"
        let mistake = KeywordMistake(written: "Étant donné", remedy: .nameLanguage("fr"))
        #expect(ParsedText.errors(in: text, parser: .forPeople).map(\.kind) == [.keyword(mistake)])
    }

    @Test("text blocks are left alone")
    func textBlocks() throws {
        let text =
            Self.header
            + "  Scénario: s\n    Étant donné x\n      \"\"\"\n      Scenario: y\n      quand z\n      \"\"\"\n"
        #expect(try ParsedText(text, parser: .forPeople).pickles.count == 1)
    }

    /// The part of a line that stands for a keyword: as many letters as the fix has, or the English word.
    private func written(_ line: String, _ fix: String) -> String {
        for word in ["When", "Given"] where line.hasPrefix(word) {
            return word
        }
        return String(line.prefix(fix.count))
    }
}
