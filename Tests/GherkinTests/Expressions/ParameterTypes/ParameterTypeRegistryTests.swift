import Testing

@testable import Gherkin

@Suite("The registry of parameter types")
struct ParameterTypeRegistryTests {
    private struct Colour: StepArgument, Equatable {
        let name: String
    }

    private func registryWithColour() throws -> ParameterTypeRegistry {
        var registry = ParameterTypeRegistry()
        try registry.define(
            ParameterType("couleur", regexps: ["rouge|bleu", "(?:clair|foncé) (?:rouge|bleu)"]) { groups in
                Colour(name: groups[0] ?? "")
            })
        return registry
    }

    @Test("a parameter type of one's own matches with any of its regexps")
    func ownType() throws {
        let expression = try CucumberExpression("un voyant {couleur}", registry: registryWithColour())
        let argument = try #require(expression.match("un voyant foncé bleu")?.first)
        #expect(try Colour(argument) == Colour(name: "foncé bleu"))
        #expect(expression.match("un voyant vert") == nil)
    }

    @Test("the capture groups of the regexp go to the transformation, absent ones as nil")
    func captureGroups() throws {
        var registry = ParameterTypeRegistry()
        try registry.define(ParameterType("code", regexp: "([A-Z]+)?(?: )?([0-9]+)?") { $0 })
        let expression = try CucumberExpression("{code}", registry: registry)
        #expect(try expression.match("TLA")?.first?.value() as? [String?] == ["TLA", nil])
        #expect(try expression.match("123")?.first?.value() as? [String?] == [nil, "123"])
    }

    @Test("a transformation runs when the value is asked for, and its error names the argument")
    func deferredTransformation() throws {
        struct Refusal: Error, CustomStringConvertible { let description = "jamais" }
        var registry = ParameterTypeRegistry()
        try registry.define(ParameterType("refus", regexp: "non") { _ -> String in throw Refusal() })
        let argument = try #require(try CucumberExpression("{refus}", registry: registry).match("non")?.first)
        let error = #expect(throws: ArgumentError.self) { try argument.value() }
        #expect(error?.description == #"{refus} cannot be made of "non": jamais"#)
    }

    @Test("a name is taken once")
    func sameName() throws {
        var registry = try registryWithColour()
        let error = #expect(throws: ExpressionError.self) {
            try registry.define(ParameterType("couleur", regexp: ".*") { $0[0] ?? "" })
        }
        #expect(error?.code == .conflictingParameterType)
        #expect(error?.message == "There is already a parameter type with name couleur")
    }

    @Test("two parameter types may share a regexp, but not both be preferential")
    func sameRegexp() throws {
        var registry = ParameterTypeRegistry()
        try registry.define(ParameterType("nom", regexp: "[A-Z]+", preferForRegexpMatch: true) { $0[0] ?? "" })
        try registry.define(ParameterType("lieu", regexp: "[A-Z]+") { $0[0] ?? "" })
        let error = #expect(throws: ExpressionError.self) {
            try registry.define(ParameterType("ville", regexp: "[A-Z]+", preferForRegexpMatch: true) { $0[0] ?? "" })
        }
        #expect(
            error?.message == """
                There can only be one preferential parameter type per regexp. The regexp /[A-Z]+/ is used for two \
                preferential parameter types, {nom} and {ville}
                """)
        #expect(registry[name: "ville"] == nil)
    }

    @Test(
        "a name that no expression can spell is refused", arguments: ["[string]", "a(b", "{a}", "a/b", #"a\b"#, "a.b"])
    func illegalNames(_ name: String) {
        let error = #expect(throws: ExpressionError.self) { try ParameterType(name, regexp: ".*") { $0[0] ?? "" } }
        #expect(
            error?.message == """
                Illegal character in parameter name {\(name)}. \
                Parameter names may not contain '{', '}', '(', ')', '\\' or '/'
                """)
    }

    @Test("a regexp that does not parse is refused at the definition")
    func invalidRegexp() {
        let error = #expect(throws: ExpressionError.self) { try ParameterType("a", regexp: "(") { $0[0] ?? "" } }
        #expect(error?.code == .invalidRegularExpression)
    }

    @Test("the regexps of the built-in parameter types compile")
    func builtInRegexps() throws {
        for type in ParameterTypeRegistry().parameterTypes + ParameterTypeRegistry.french.parameterTypes {
            for regexp in type.regexps { _ = try Pattern(regexp) }
        }
    }

    @Test("only what a project defines itself counts as its own")
    func projectTypes() throws {
        var registry = ParameterTypeRegistry.french
        #expect(registry.projectTypes.isEmpty)
        try registry.define(ParameterType("colour", regexp: "red|blue") { $0[0] ?? "" })
        #expect(registry.projectTypes.map(\.name) == ["colour"])
    }

    @Test("the official names and marks are those of the official library")
    func officialTypes() {
        let types = ParameterTypeRegistry().parameterTypes
        #expect(
            Set(types.map(\.name)) == [
                "int", "float", "word", "string", "", "double", "bigdecimal", "byte", "short", "long", "biginteger",
            ])
        #expect(types.filter(\.useForSnippets).map(\.name) == ["int", "float", "string"])
        #expect(types.filter(\.preferForRegexpMatch).map(\.name) == ["int", ""])
    }
}
