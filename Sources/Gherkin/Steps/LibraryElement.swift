/// A step definition or a hook: what a library is made of.
public enum LibraryElement<World: Sendable>: Sendable {
    /// What a step of the text does.
    case definition(StepDefinition<World>)
    /// What is run before or after each scenario.
    case scenarioHook(ScenarioHook<World>)
    /// What is run before or after the whole run.
    case runHook(RunHook)
}

/// What can stand in a library or a group of steps: a definition, a hook, another group.
public protocol StepLibraryContent<World>: Sendable {
    /// The world in which the steps act.
    associatedtype World: Sendable
    /// The definitions and hooks, in order.
    var elements: [LibraryElement<World>] { get }
}
