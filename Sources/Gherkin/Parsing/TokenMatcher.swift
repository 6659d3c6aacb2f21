/// Tells what a line is, in one notation of Gherkin.
protocol TokenMatcher {
    /// The code of the language whose keywords are matched.
    var language: String { get }

    /// Whether the line is of the given type; if so, the token says what is in it.
    mutating func match(_ type: TokenType, _ token: inout Token) throws(SyntaxError) -> Bool
}
