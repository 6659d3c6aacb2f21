/// A keyword that was meant but not written as it must be, and what to do about it.
public struct KeywordMistake: Sendable, Hashable {
    /// What to do.
    public enum Remedy: Sendable, Hashable {
        /// Write this keyword: `Scénario:`.
        case write(String)
        /// The keyword is right and its place is wrong.
        case move
        /// The keyword is of the language of this code, which the file has to name.
        case nameLanguage(String)
        /// A table that belongs to no step: write this keyword above it if these are examples.
        case putUnder(String)
    }

    /// What stands in the file: `Scénario :`.
    public var written: String
    /// What to do.
    public var remedy: Remedy

    /// A mistake and its remedy.
    public init(written: String, remedy: Remedy) {
        self.written = written
        self.remedy = remedy
    }

    /// What is wrong and what to do, as the `parseError` message says it.
    var message: String {
        switch remedy {
        case .write(let keyword): "Did you mean `\(keyword)`?"
        case .move: "`\(written)` may not stand here"
        case .nameLanguage(let code): "`\(written)` needs `# language: \(code)` in the first line of the file"
        case .putUnder(let keyword): "This table belongs to no step. Did you mean `\(keyword)` above it?"
        }
    }
}

/// Finds the lines that were meant as keywords among those that are none.
///
/// The parser asks it about each line that the grammar has no name for. Which words are near a keyword, and which of those
/// are prose all the same, is knowledge of a language: it comes from outside, see `KeywordGuard`.
protocol NearMissFinder: Sendable {
    /// What the line was meant to be; `nil` when it is what it seems to be.
    func nearMiss(in place: UnmatchedLine) -> NearMiss?
}

/// Makes the finder for a file, once its language is known; takes the language's code.
typealias MakeNearMissFinder = @Sendable (_ language: String) -> any NearMissFinder

/// A line that was meant as a keyword.
struct NearMiss {
    let mistake: KeywordMistake
    /// What the line was meant to be, for the parser to go on as if it were; `nil` where that makes no sense.
    var intended: TokenType?
}

/// A line that the grammar has no name for, and where it stands.
struct UnmatchedLine {
    let line: SourceLine
    let bytes: [UInt8]
    let state: GrammarState

    /// Whether an official parser would take the line for a description; it refuses the line elsewhere.
    var isSwallowed: Bool { state.isDescription }

    /// The line above; `nil` in the first line.
    var previousLine: SourceLine? {
        guard line.start > 0 else {
            return nil
        }
        let end = line.start - 1
        let start = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return SourceLine(number: line.number - 1, start: start, end: end, in: bytes)
    }

    /// Whether a step may stand here.
    var allowsSteps: Bool {
        switch state {
        case .background, .backgroundDescription, .scenario, .scenarioDescription, .step, .table,
            .docStringAfterTableEnd, .docStringEnd, .tableAfterDocString:
            true
        default:
            false
        }
    }
}
