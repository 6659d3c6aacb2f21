import Testing

@testable import Gherkin

@Suite("Expressions proposed for undefined steps")
struct CucumberExpressionGeneratorTests {
    private func sources(_ text: String, _ registry: ParameterTypeRegistry = .init()) -> [String] {
        CucumberExpressionGenerator(registry: registry).expressions(for: text).map(\.source)
    }

    private func registry(_ types: (String, String)...) throws -> ParameterTypeRegistry {
        var registry = ParameterTypeRegistry()
        for (name, regexp) in types { try registry.define(ParameterType(name, regexp: regexp) { $0[0] ?? "" }) }
        return registry
    }

    @Test(
        "numbers and quotes become parameters, the rest is escaped; the text matches what is proposed",
        arguments: [
            ("hello", "hello"), ("(iii)", #"\(iii)"#), ("{iii}", #"\{iii}"#), (#"a\b"#, #"a\\b"#),
            ("The 1814/05/17 hey", #"The {int}\/{int}\/{int} hey"#),
            ("I have 2 cukes and 1.5 euro", "I have {int} cukes and {float} euro"),
            (#"I like "bangers" and 'mash'"#, "I like {string} and {string}"),
            ("I am 20%% foobar", "I am {int}%% foobar"),
            ("99999", "{int}"), ("", ""),
        ])
    func proposes(_ text: String, _ expected: String) throws {
        #expect(sources(text).first == expected)
        #expect(try CucumberExpression(expected).match(text) != nil)
    }

    @Test("arguments have the names of their types, numbered from the second")
    func parameterNames() {
        let expression = CucumberExpressionGenerator(registry: .init()).expressions(for: "2 puis 1.5 puis 3").first
        #expect(expression?.parameterNames == ["int", "float", "int2"])
    }

    @Test("the leftmost match is proposed, of these the longest")
    func leftmost() throws {
        #expect(sources("a b c d e f g", try registry(("currency", "c d"), ("date", "b c"))) == ["a {date} d e f g"])
        let registry = try registry(("zero-or-more", "[a-z]*"), ("exactly-one", "[a-z]"))
        #expect(
            sources("a simple step", registry) == [
                "{exactly-one} {zero-or-more} {zero-or-more}", "{zero-or-more} {zero-or-more} {zero-or-more}",
            ])
    }

    @Test("parameter types that match the same are proposed in all combinations")
    func combinations() throws {
        #expect(
            sources("x et x", try registry(("currency", "x"), ("date", "x"))) == [
                "{currency} et {currency}", "{currency} et {date}", "{date} et {currency}", "{date} et {date}",
            ])
    }

    @Test("no more than 256 combinations are proposed")
    func bounded() throws {
        let registry = try registry(
            ("a", "([a-z] )*?[a-z]"), ("b", "([a-z] )*?[a-z]"), ("c", "([a-z] )*?[a-z]"), ("d", "([a-z] )*?[a-z]"))
        #expect(sources("a s i m p l e s t e p", registry).count == 256)
    }

    @Test("a parameter is a whole word")
    func wholeWords() throws {
        let registry = try registry(("direction", "(up|down)"))
        for text in ["I download a picture", "I watch the muppet show", "I create a group"] {
            #expect(sources(text, registry) == [text])
        }
        #expect(sources("up the hill, it goes down", registry) == ["{direction} the hill, it goes {direction}"])
        #expect(sources("direction is:down.", registry) == ["direction is:{direction}."])
    }

    @Test("a regexp that may match nothing is proposed where it matches something")
    func optionalGroups() throws {
        let registry = try registry(("optional-flight", "(1st flight)?"), ("optional-hotel", "(1 hotel)?"))
        #expect(
            sources("I reach Stage 4: 1st flight -1 hotel", registry).first
                == "I reach Stage {int}: {optional-flight} {int} hotel")
    }

    @Test("a very long text is searched at its beginning only", .timeLimit(.minutes(5)))
    func longText() {
        let text = String(repeating: "1a ", count: 100_000)
        let isLiteral = sources(text) == [text]
        #expect(isLiteral)
        let numbers = String(repeating: "1 ", count: 100_000)
        let isSearched = sources(numbers).first?.hasPrefix("{int} {int} ")
        #expect(isSearched == true)
    }

    @Test("French quantities are proposed before bare numbers")
    func french() {
        let sources = { text in self.sources(text, ParameterTypeRegistry.french).first }
        #expect(sources("le live dure 1,5 heure") == "le live dure {duree}")
        #expect(sources("(48 %) à l\u{2019}heure") == #"\({pourcentage}) à l"# + "\u{2019}heure")
        #expect(sources("l'auditeur d'un live") == "l'auditeur d'un live")
    }
}
