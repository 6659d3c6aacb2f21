/// A place in a feature file.
public struct Location: Sendable, Hashable {
    // Every node of a document holds a place, so it takes eight bytes: half the memory of a long file was line numbers.
    private var lineNumber: Int32
    /// 0 where only the line is known.
    private var columnNumber: Int32

    /// The line, counted from 1.
    public var line: Int {
        get { Int(lineNumber) }
        set { lineNumber = Int32(clamping: newValue) }
    }

    /// The column in code points, counted from 1; `nil` where only the line is known (the end of the file).
    public var column: Int? {
        get { columnNumber == 0 ? nil : Int(columnNumber) }
        set { columnNumber = Int32(clamping: newValue ?? 0) }
    }

    /// A place in a feature file, lines and columns counted from 1.
    public init(line: Int, column: Int? = nil) {
        lineNumber = Int32(clamping: line)
        columnNumber = Int32(clamping: column ?? 0)
    }
}
