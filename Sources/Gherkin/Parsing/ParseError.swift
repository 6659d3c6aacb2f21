/// What is wrong in a feature file: the `parseError` message of the Cucumber messages.
public struct ParseError: Error, Sendable, Hashable {
    /// The file and the place.
    public var source: SourceReference
    /// The official English text, which begins with the place: `(2:1): expected: #EOF, …`.
    public var message: String

    /// An error of the given text at the given place.
    public init(source: SourceReference, message: String) {
        self.source = source
        self.message = message
    }
}
