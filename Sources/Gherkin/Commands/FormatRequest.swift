/// A report that was asked for: `NAME` or `NAME:FILE`.
public struct FormatRequest: Sendable, Hashable {
    /// Which report.
    public let format: ReportFormat
    /// The file to write it to; `nil` for standard output.
    public let path: String?

    /// A report.
    public init(_ format: ReportFormat, path: String? = nil) {
        self.format = format
        self.path = path
    }

    /// Reads `NAME` or `NAME:FILE`.
    /// - Throws: `UsageError` when there is no format of that name, or no name of a file.
    public init(parsing argument: String) throws(UsageError) {
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        guard let format = ReportFormat(rawValue: name) else { throw UsageError(code: .unknownFormat(name)) }
        guard parts.count == 1 || parts.last?.isEmpty == false else {
            throw UsageError(code: .missingReportFile(name))
        }
        self.init(format, path: parts.count > 1 ? String(parts[1]) : nil)
    }
}
