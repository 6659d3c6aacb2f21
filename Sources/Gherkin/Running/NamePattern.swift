/// A regular expression for a part of a scenario's name.
public struct NamePattern: Sendable {
    private let pattern: Pattern

    /// Compiles the regular expression.
    /// - Throws: `UsageError` when it is not one.
    public init(_ source: String) throws(UsageError) {
        do {
            pattern = try Pattern(source)
        } catch {
            throw UsageError(code: .invalidNamePattern(source, offset: error.offset, reason: error.reason))
        }
    }

    func matches(_ name: String) -> Bool {
        pattern.firstMatch(in: Array(name.unicodeScalars)) != nil
    }
}
