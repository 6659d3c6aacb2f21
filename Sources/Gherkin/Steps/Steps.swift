/// A group of definitions and hooks: those of one domain concept, in a file of their own.
///
/// ```swift
/// let broadcastSteps = Steps<RadioWorld> {
///     When("le serveur traite le flux") { world in … }
/// }
/// ```
public struct Steps<World: Sendable>: StepLibraryContent {
    /// The definitions and hooks, in order.
    public let elements: [LibraryElement<World>]

    /// The given definitions, hooks and groups.
    public init(@StepLibraryBuilder<World> _ content: () -> [LibraryElement<World>]) {
        elements = content()
    }
}
