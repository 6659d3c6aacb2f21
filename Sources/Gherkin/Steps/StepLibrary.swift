/// All that a specification runs with: how to make a world, and the definitions and hooks.
///
/// ```swift
/// let library = StepLibrary<RadioWorld>(makeWorld: RadioWorld.init) {
///     ingestSteps
///     broadcastSteps
///     After { world, outcome in await world.shutDown() }
/// }
/// ```
public struct StepLibrary<World: Sendable>: Sendable {
    /// The parameter types that the patterns may name.
    public let parameterTypes: ParameterTypeRegistry
    /// The definitions and hooks, in order.
    public let elements: [LibraryElement<World>]
    let snippetKeywords: SnippetKeywords
    let makeWorld: @Sendable (ScenarioContext) async throws -> World

    /// A library of the given definitions and hooks.
    ///
    /// - Parameters:
    ///   - parameterTypes: The parameter types that the patterns may name: `.french` for steps in French.
    ///   - snippets: The builders that snippets for undefined steps propose: `.french` for `EtantDonne`, `Quand`, `Alors`.
    ///   - makeWorld: Makes the world of one scenario, before its first hook.
    ///   - content: The definitions, hooks and groups.
    public init(
        parameterTypes: ParameterTypeRegistry = ParameterTypeRegistry(), snippets: SnippetKeywords = .english,
        makeWorld: @escaping @Sendable (ScenarioContext) async throws -> World,
        @StepLibraryBuilder<World> _ content: () -> [LibraryElement<World>]
    ) {
        self.parameterTypes = parameterTypes
        snippetKeywords = snippets
        self.makeWorld = makeWorld
        elements = content()
    }

    /// The step definitions, in order.
    public var definitions: [StepDefinition<World>] {
        elements.compactMap { if case .definition(let definition) = $0 { definition } else { nil } }
    }

    /// The hooks before and after each scenario, in order.
    public var scenarioHooks: [ScenarioHook<World>] {
        elements.compactMap { if case .scenarioHook(let hook) = $0 { hook } else { nil } }
    }

    /// The hooks before and after the run, in order.
    public var runHooks: [RunHook] {
        elements.compactMap { if case .runHook(let hook) = $0 { hook } else { nil } }
    }
}
