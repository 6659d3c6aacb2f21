/// Puts definitions, hooks and groups, written one below the other, together.
@resultBuilder
public enum StepLibraryBuilder<World: Sendable> {
    /// One definition, hook or group.
    public static func buildExpression<Content: StepLibraryContent<World>>(
        _ content: Content
    ) -> [LibraryElement<World>] {
        content.elements
    }

    /// All of them, in order.
    public static func buildBlock(_ parts: [LibraryElement<World>]...) -> [LibraryElement<World>] {
        parts.flatMap { $0 }
    }
}
