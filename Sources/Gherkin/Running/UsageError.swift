/// The command was given something that it cannot use.
public struct UsageError: Error, Sendable, Hashable {
    /// What it was.
    public enum Code: Sendable, Hashable {
        /// A path is no file and no folder.
        case noSuchFile(String)
        /// A file cannot be read, or not as UTF-8.
        case unreadable(String, reason: String)
        /// `--tags` is no tag expression.
        case invalidTagExpression(String, reason: String)
        /// `--name` is no regular expression.
        case invalidNamePattern(String, reason: String)
        /// A report cannot be written.
        case unwritable(String, reason: String)
        /// `--format` names a format that there is not.
        case unknownFormat(String)
        /// The definitions have mistakes.
        case invalidLibrary([LibraryProblem])
        /// No scenario was selected.
        case nothingSelected
    }

    /// What it was.
    public let code: Code

    /// An error of the given kind.
    public init(code: Code) {
        self.code = code
    }
}
