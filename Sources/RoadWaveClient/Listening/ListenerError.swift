/// Why a listener's request failed.
public enum ListenerError: Error, Hashable, Sendable {
    /// No answer came.
    case unreachable(url: String, reason: String)
    /// The server refused: 401 or 403 for the token, 404 for an unknown live, 410 for one that has ended, 503 when
    /// listeners cannot be counted.
    case refused(status: Int, problem: ProblemDetails)
    /// The answer does not match the API.
    case unreadable(String)
}

extension ListenerError: CustomStringConvertible {
    /// The error, in one line.
    public var description: String {
        switch self {
        case .unreachable(let url, let reason): "cannot reach \(url): \(reason)"
        case .refused(let status, let problem): "the server refuses with status \(status): \(problem)"
        case .unreadable(let answer): "the server's answer cannot be read: \(answer)"
        }
    }
}
