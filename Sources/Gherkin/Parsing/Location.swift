/// A place in a feature file.
public struct Location: Sendable, Hashable {
    /// The line, counted from 1.
    public var line: Int
    /// The column in code points, counted from 1; `nil` where only the line is known (the end of the file).
    public var column: Int?

    /// A place in a feature file, lines and columns counted from 1.
    public init(line: Int, column: Int? = nil) {
        self.line = line
        self.column = column
    }
}
