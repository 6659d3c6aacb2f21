/// Why a WHIP request failed.
public enum WHIPError: Error, Sendable, Hashable {
    /// No answer came.
    case unreachable(url: String, reason: String)
    /// The server refused: 409 for a live that has ended, 410 for one that was lost with its node, 412 for an ICE
    /// session that has changed meanwhile, 503 when it is full.
    case refused(status: Int, problem: ProblemDetails)
    /// The answer to the offer names no resource.
    case noLocation
}

extension WHIPError: CustomStringConvertible {
    /// The error, in one line.
    public var description: String {
        switch self {
        case .unreachable(let url, let reason): "cannot reach \(url): \(reason)"
        case .refused(let status, let problem): "the server refuses with status \(status): \(problem)"
        case .noLocation: "the server's answer has no usable Location header"
        }
    }
}
