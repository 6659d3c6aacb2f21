import Testing

@testable import Gherkin

@Suite("The nearest defined step")
struct NearestStepTests {
    private let sources = [
        "un live est en cours",
        "le serveur traite le flux",
        #"le flux audio WebRTC \(Opus {int} kbps) arrive sur le serveur"#,
        "les segments ont une durée de {duree} chacun",
        "le titre est {string}",
        "un auditeur quitte/rejoint le(s) live(s)",
        "{string} {int}",
        #"^le live dure (\d+) heures$"#,
    ]

    private func nearest(_ text: String) throws -> String? {
        let registry = ParameterTypeRegistry.french
        return NearestStep(among: try sources.map { try StepExpression($0, registry: registry) }).source(for: text)
    }

    @Test("a letter or an accent too few still means the step")
    func typingErrors() throws {
        #expect(try nearest("le servuer traite le flux") == sources[1])
        #expect(try nearest("Les segments ont une duree de 2 secondes chacun") == sources[3])
        #expect(try nearest("le serveur traite le flux.") == sources[1])
    }

    @Test("another word, or one more, still means the step")
    func otherWords() throws {
        #expect(try nearest("le serveur traite le flux audio") == sources[1])
        #expect(try nearest("un live privé est en cours") == sources[0])
        #expect(try nearest("le flux audio WebRTC (Opus 48 kbps) atteint le serveur") == sources[2])
        #expect(try nearest("un auditeur quitte le live") == sources[5])
    }

    @Test("a parameter takes in a value of any length")
    func parameters() throws {
        #expect(try nearest("le titre serait « Mon tout premier live du soir »") == sources[4])
        #expect(try nearest("les segments ont une longueur de 2 secondes chacun") == sources[3])
    }

    @Test("the words of a regular expression count too")
    func regularExpressions() throws {
        #expect(try nearest("le live dure 2 heure") == sources[7])
    }

    @Test("a step that says something else has no nearest step")
    func nothingNear() throws {
        #expect(try nearest("Kubernetes redémarre automatiquement un pod") == nil)
        #expect(try nearest("") == nil)
        #expect(try nearest("\"a\" 1") == nil)
    }

    @Test("an accent written apart from its letter is the same")
    func decomposed() throws {
        #expect(StepWord.words(of: "Dure\u{301}e") == StepWord.words(of: "durée"))
        #expect(StepWord.words(of: "cœur") == [.letters(["c", "o", "e", "u", "r"])])
    }

    @Test("a very long text is compared by its beginning", .timeLimit(.minutes(5)))
    func longText() throws {
        let text = String(repeating: "le serveur traite le flux ", count: 20_000)
        #expect(try nearest(text) == nil)
        #expect(try nearest(String(repeating: "a", count: 500_000)) == nil)
    }
}
