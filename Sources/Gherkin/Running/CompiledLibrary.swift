/// A library whose patterns and tag expressions are compiled and whose closures fit their patterns.
struct CompiledLibrary<World: Sendable>: Sendable {
    /// A definition ready to match.
    struct Definition: Sendable {
        let reference: DefinitionReference
        let definition: StepDefinition<World>
        let expression: StepExpression
    }

    /// A hook before or after scenarios, ready to be chosen.
    struct Hook: Sendable {
        let reference: HookReference
        let hook: ScenarioHook<World>
        let tags: TagExpression?
    }

    let library: StepLibrary<World>
    /// The parameter types that the project itself defines.
    let parameterTypes: [DeclaredParameterType]
    /// What the library declares, in order, for those who report it.
    let declarations: [LibraryDeclaration]
    let definitions: [Definition]
    let scenarioHooks: [Hook]
    let runHooks: [(reference: HookReference, hook: RunHook)]
    /// What is wrong; a run does not start unless this is empty.
    let problems: [LibraryProblem]

    init(_ library: StepLibrary<World>, ids: IDGenerator) {
        parameterTypes = library.parameterTypes.projectTypes.compactMap { type in
            guard let name = type.name else { return nil }
            return DeclaredParameterType(
                id: ids.next(), name: name, regexps: type.regexps, preferForRegexpMatch: type.preferForRegexpMatch,
                useForSnippets: type.useForSnippets)
        }
        var declarations: [LibraryDeclaration] = []
        var definitions: [Definition] = []
        var scenarioHooks: [Hook] = []
        var runHooks: [(reference: HookReference, hook: RunHook)] = []
        var problems: [LibraryProblem] = []
        for element in library.elements {
            do {
                switch element {
                case .definition(let definition):
                    let compiled = try Definition(
                        definition, index: definitions.count, registry: library.parameterTypes, ids: ids)
                    definitions.append(compiled)
                    declarations.append(.definition(compiled.reference))
                case .scenarioHook(let hook):
                    let compiled = try Hook(hook, index: scenarioHooks.count, ids: ids)
                    scenarioHooks.append(compiled)
                    declarations.append(.hook(compiled.reference, tags: hook.tags))
                case .runHook(let hook):
                    let reference = HookReference(
                        index: runHooks.count, moment: hook.moment, id: ids.next(), name: hook.name,
                        sourceReference: hook.sourceReference)
                    runHooks.append((reference, hook))
                    declarations.append(.hook(reference, tags: nil))
                }
            } catch {
                problems.append(error)
            }
        }
        self.library = library
        self.declarations = declarations
        self.definitions = definitions
        self.scenarioHooks = scenarioHooks
        self.runHooks = runHooks
        self.problems = problems
    }

    /// The definitions that the text of a step fits.
    func matches(_ text: String) -> [StepMatch] {
        // Folded once, not once for each definition.
        let text = StepText(text, reading: library.parameterTypes.reading)
        return definitions.compactMap { definition in
            definition.arguments(in: text).map { StepMatch(definition: definition.reference, arguments: $0) }
        }
    }

    /// The hooks of a moment for a scenario with these tags: those after it in reverse, so that they undo in order.
    func hooks(_ moment: HookMoment, tags: [String]) -> [Hook] {
        let chosen = scenarioHooks.filter { $0.hook.moment == moment && $0.tags?.evaluate(tags) ?? true }
        return moment == .afterScenario ? chosen.reversed() : chosen
    }
}

/// A definition or a hook as it is reported before the run.
public enum LibraryDeclaration: Sendable, Hashable {
    /// A step definition.
    case definition(DefinitionReference)
    /// A hook, and which scenarios it is for.
    case hook(HookReference, tags: String?)
}

extension CompiledLibrary.Definition {
    /// The arguments in the text of a step; `nil` when it does not fit.
    fileprivate func arguments(in text: StepText) -> [MatchedArgument]? {
        switch expression {
        case .cucumber(let expression):
            expression.match(text)
        case .regular(let expression):
            // One whose groups several parameter types claim fits nothing: the step is undefined.
            (try? expression.match(text)) ?? nil
        }
    }

    init(
        _ definition: StepDefinition<World>, index: Int, registry: ParameterTypeRegistry, ids: IDGenerator
    ) throws(LibraryProblem) {
        let expression: StepExpression
        do {
            expression = try StepExpression(definition.pattern, registry: registry)
        } catch {
            throw LibraryProblem(error, in: definition.pattern, at: definition.sourceReference)
        }
        try Self.check(definition, expression)
        self.expression = expression
        self.definition = definition
        let isRegular = if case .regular = expression { true } else { false }
        reference = DefinitionReference(
            index: index, id: ids.next(), kind: definition.kind, pattern: expression.source,
            isRegularExpression: isRegular, proof: definition.proof, sourceReference: definition.sourceReference)
    }

    /// The closure takes the pattern's parameters first, then at most one table and one text block.
    private static func check(
        _ definition: StepDefinition<World>, _ expression: StepExpression
    ) throws(LibraryProblem) {
        func problem(_ message: String) -> LibraryProblem {
            LibraryProblem(
                sourceReference: definition.sourceReference, message: message, undefinedParameterType: nil)
        }
        let types = definition.argumentTypes
        let blocks = types.compactMap { StepBlock($0) }
        guard Set(blocks).count == blocks.count, types.suffix(blocks.count).allSatisfy({ StepBlock($0) != nil }) else {
            throw problem(
                "\"\(definition.pattern)\": a data table and a doc string come once, after all other arguments")
        }
        do {
            try expression.check(argumentTypes: Array(types.dropLast(blocks.count)))
        } catch {
            throw problem(error.description)
        }
    }
}

extension CompiledLibrary.Hook {
    init(_ hook: ScenarioHook<World>, index: Int, ids: IDGenerator) throws(LibraryProblem) {
        do {
            tags = try hook.tags.map { try TagExpression($0) }
        } catch {
            throw LibraryProblem(
                sourceReference: hook.sourceReference, message: "\(error)", undefinedParameterType: nil)
        }
        self.hook = hook
        reference = HookReference(
            index: index, moment: hook.moment, id: ids.next(), name: hook.name, sourceReference: hook.sourceReference)
    }
}
