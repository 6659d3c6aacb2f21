/// A way to make the world wrong while the text stays: segments of 3 s, a service stopped, a proxy that delays.
///
/// Each assertion declares at least one; `gherkin-run mutate --side reality` runs the scenario with it and the assertion
/// must fail.
public struct Sabotage<World: Sendable>: Sendable {
    /// When the sabotage is done.
    public enum Moment: Sendable, Hashable {
        /// When the world has just been made, before the first step: for what is configured.
        case start
        /// When all is set up and done, just before the assertion: for what can break meanwhile.
        case beforeStep
    }

    /// What is made wrong, for people: « segments de 3 s ».
    public let name: String
    /// When it is done.
    public let moment: Moment
    let apply: @Sendable (World) async throws -> Void

    /// A sabotage of the world.
    ///
    /// - Parameters:
    ///   - name: What is made wrong, for people.
    ///   - moment: When it is done.
    ///   - apply: Makes it wrong.
    public init(
        _ name: String, at moment: Moment = .start, _ apply: @escaping @Sendable (World) async throws -> Void
    ) {
        self.name = name
        self.moment = moment
        self.apply = apply
    }
}
