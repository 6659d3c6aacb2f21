import Gherkin
import Testing

/// Beginnings of steps that nobody but a person recognises.
@Suite("misspelt steps")
struct MisspeltStepTests {
    private static let header = "# language: fr\nFonctionnalité: Direct\n"

    @Test(
        "a misspelt step is an error with the fix, below a title, below a description and among steps",
        arguments: [
            ("Alor le serveur répond", "Alor", "Alors"), ("Alros les auditeurs entendent", "Alros", "Alors"),
            ("Alorsle serveur répond", "Alors", "Alors"), ("Alors, les auditeurs", "Alors,", "Alors"),
            ("Alors", "Alors", "Alors …"), ("Lors le serveur répond", "Lors", "Alors"),
            ("Quans le créateur parle", "Quans", "Quand"), ("Quant le créateur parle", "Quant", "Quand"),
            ("Quand: le créateur parle", "Quand:", "Quand"), ("Qaund il parle", "Qaund", "Quand"),
            ("- Quand le créateur parle", "- Quand", "Quand"), ("1. Quand il parle", "1. Quand", "Quand"),
            ("Lorque le créateur parle", "Lorque", "Lorsque"), ("Lors que tout va", "Lors que", "Lorsque"),
            ("Lorsquil parle", "Lorsqu", "Lorsqu'"), ("Etand donné que x", "Etand donné que", "Étant donné que"),
            ("Étant donner qu'un flux", "Étant donner qu'", "Étant donné qu'"),
            ("Etan doné un flux", "Etan doné", "Étant donné"), ("Etantdonné un flux", "Etantdonné", "Étant donné"),
            ("Soti un flux", "Soti", "Soit"),
        ])
    func fixes(_ line: String, _ written: String, _ fix: String) {
        for before in ["", "    Le direct dure une heure.\n", "    Étant donné un créateur\n"] {
            let text = Self.header + "  Scénario: s\n\(before)    \(line)\n    Et tout va\n"
            #expect(
                ParsedText.errors(in: text, parser: .forPeople).map(\.kind) == [
                    .keyword(KeywordMistake(written: written, remedy: .write(fix)))
                ], "\(before)\(line)")
        }
    }

    @Test("a step of a background is one too")
    func background() {
        let text = Self.header + "  Contexte:\n    Etand donné un direct\n  Scénario: s\n    Quand il finit\n"
        #expect(ParsedText.errors(in: text, parser: .forPeople).map(\.location) == [Location(line: 4, column: 5)])
    }

    @Test(
        "prose below a scenario's title is no step",
        arguments: [
            "Quant à lui, le créateur parle.", "Quant aux auditeurs, ils écoutent.", "Lors de la panne, tout va.",
            "Lors d'une panne, tout va.", "Dans le train, le réseau tombe.", "Mars est un mois.",
            "Maison ou bureau, tout va.", "Étant bonne joueuse, elle attend.", "Étant connu de tous, il parle.",
            "Étant abonnée, elle écoute.", "Étant donc prêt, il parle.", "Ayant donné son accord, il parle.",
            "Etape par étape, le direct avance.", "Cachant son micro, il parle.", "Doit durer une heure.",
            "Dont un direct.", "Amis et auditeurs écoutent.", "Et/ou un replay.", "Soir et matin.", "Alentour, rien.",
            "Grand direct.", "Les sachants parlent.", "Sachants et savants parlent.", "Etc.", "1 234", "!", "’", "-",
            "- un direct\n    - un replay",
            "Le direct dure.\n    alors, on danse,\n    - quand on veut.", "« Quand, dit-il, parle-t-on ? »",
        ])
    func prose(_ description: String) throws {
        let text = Self.header + "  Scénario: s\n    \(description)\n\n    Étant donné un direct\n"
        #expect(ParsedText.errors(in: text, parser: .forPeople).isEmpty)
        #expect(try ParsedText(text, parser: .forPeople).pickles.first?.steps.count == 1)
    }

    @Test(
        "below a feature or a rule every word is prose",
        arguments: ["Alors, on danse.", "Alor le serveur", "- Quand il parle", "Etand donné que x"])
    func above(_ description: String) {
        let text = Self.header + "  \(description)\n  Règle: r\n    \(description)\n    Exemple: s\n      Quand x\n"
        #expect(ParsedText.errors(in: text, parser: .forPeople).isEmpty)
    }

    @Test("in a language whose words we do not know, prose is left alone and steps are helped")
    func otherLanguages() {
        let title = "# language: de\nFunktionalität: f\n  Szenario: s\n"
        #expect(ParsedText.errors(in: title + "    Dannn x\n    Wenn y\n", parser: .forPeople).isEmpty)
        let errors = ParsedText.errors(in: title + "    Wenn y\n    Dannn x\n", parser: .forPeople)
        #expect(errors.map(\.kind) == [.keyword(KeywordMistake(written: "Dannn", remedy: .write("Dann")))])
    }

    @Test(
        "English has its slips too",
        arguments: [("Givne a live", "Given"), ("Hten it ends", "Then"), ("When, x", "When")])
    func english(_ line: String, _ fix: String) {
        let text = "Feature: f\n  Scenario: s\n    \(line)\n    And more\n"
        let kinds = ParsedText.errors(in: text, parser: .forPeople).map(\.kind)
        guard kinds.count == 1, case .keyword(let mistake) = kinds[0] else {
            Issue.record("\(kinds)")
            return
        }
        #expect(mistake.remedy == .write(fix))
    }

    @Test("the official parsers take the same lines for a description: conformance stays with them")
    func conformance() throws {
        let text = Self.header + "  Scénario: s\n    Alor le serveur répond\n"
        #expect(try ParsedText(text).pickles.first?.steps.isEmpty == true)
    }
}
