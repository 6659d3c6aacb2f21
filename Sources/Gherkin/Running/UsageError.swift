/// The command was given something that it cannot use.
public struct UsageError: Error, Sendable, Hashable {
    /// What it was.
    public enum Code: Sendable, Hashable {
        /// A path is no file and no folder.
        case noSuchFile(String)
        /// A file cannot be read, or not as UTF-8.
        case unreadable(String, FileProblem)
        /// A line was given behind the path of a folder.
        case lineOfFolder(String, line: Int)
        /// No scenario of the file is on the line.
        case noScenario(String, line: Int)
        /// `--tags` is no tag expression.
        case invalidTagExpression(String, TagExpressionError.Problem)
        /// `--name` is no regular expression: where, in characters from its start, and why, in English.
        case invalidNamePattern(String, offset: Int, reason: String)
        /// A report cannot be written.
        case unwritable(String, FileProblem)
        /// `--format` names a format and, behind its colon, no file.
        case missingReportFile(String)
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

/// How the command ends, for scripts: `gherkin-run`'s contract.
public enum ExitCode: Int32, Sendable, Hashable {
    /// All passed.
    case success = 0
    /// A scenario failed, or is undefined, pending or ambiguous; a mutant survived.
    case failure = 1
    /// Nothing was run, or the command was given what it cannot use.
    case unusable = 2
    /// A feature file does not parse.
    case unparsable = 3
}
