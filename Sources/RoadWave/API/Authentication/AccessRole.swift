/// What the bearer of a token is on the radio, and so what the token opens.
public enum AccessRole: String, CaseIterable, Codable, Sendable {
    /// Publishes lives.
    case creator
    /// Joins lives, likes and reports them.
    case listener
    /// Runs the radio.
    case `operator`
}
