import Gherkin
import Testing

@Suite("the report of a syntax error")
struct SyntaxErrorReportTests {
    @Test("it gives file, line, column, the line itself, a caret and the fix, in French")
    func excerpt() {
        let text = "# language: fr\nFonctionnalité: f\n\tScenario: a\n\tÉtant donné x\n"
        #expect(
            report(text) == """
                direct.feature:3:2: erreur : Vouliez-vous écrire `Scénario:` ?
                  |
                3 | \tScenario: a
                  | \t^^^^^^^^^

                """)
    }

    @Test("it speaks English when asked")
    func english() {
        let text = "Feature: f\nScenario: s\nGiven x\nnonsense\n"
        #expect(
            report(text, in: .english) == """
                direct.feature:4:1: error: Unexpected line. Here may come: the end of the file, a row of a table `|`, \
                `\"\"\"`, a step, a tag `@…`, examples, a scenario, a rule
                  |
                4 | nonsense
                  | ^^^^^^^^

                """)
    }

    @Test("an error at the end of the file has no excerpt")
    func endOfFile() {
        #expect(
            report("Feature: f\nScenario: s\nGiven x\n\"\"\"\n")
                == "direct.feature:5: erreur : Le fichier finit trop tôt. Il manque : `\"\"\"`, du texte\n")
    }

    @Test("the caret is counted from the first letter behind a byte order mark")
    func byteOrderMark() {
        #expect(report("\u{FEFF}Senario:\n").hasPrefix("direct.feature:1:1: "))
        #expect(report("\u{FEFF}Senario:\n").contains("1 | Senario:\n  | ^"))
    }

    private func report(_ text: String, in language: ReportLanguage = .french) -> String {
        var ids = IDCounter()
        let bytes = Array(text.utf8)
        do {
            _ = try GherkinParser.forPeople.parse(bytes, ids: &ids)
            return ""
        } catch {
            return error.report(uri: "direct.feature", bytes: bytes, language: language)
        }
    }
}
