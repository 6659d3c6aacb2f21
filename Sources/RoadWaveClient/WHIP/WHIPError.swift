/// Why a WHIP request failed.
public enum WHIPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No answer came.
    case unreachable(url: String, reason: String)
    /// The server refused; `detail` is its body, problem+json from a RoadWave node.
    case refused(status: Int, detail: String)
    /// The answer to the offer names no resource.
    case noLocation

    /// What happened, in one line.
    public var description: String {
        switch self {
        case .unreachable(let url, let reason): "cannot reach \(url): \(reason)"
        case .refused(let status, let detail): "the server refuses with status \(status): \(detail)"
        case .noLocation: "the server's answer has no usable Location header"
        }
    }
}
