/// A path on the command line, with the lines that it selects: `radio.feature:12:30`.
public struct FeaturePath: Sendable, Hashable {
    /// The file or folder.
    public let path: String
    /// The lines; empty when all scenarios are meant.
    public let lines: [Int]

    /// A file or folder, all scenarios of it.
    init(whole path: String) {
        self.path = path
        lines = []
    }

    /// Reads a path with line numbers behind colons.
    public init(_ argument: String) {
        var parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        var lines: [Int] = []
        while parts.count > 1, let last = parts.last, let line = Int(last), line > 0 {
            lines.insert(line, at: 0)
            parts.removeLast()
        }
        path = parts.joined(separator: ":")
        self.lines = lines
    }
}
