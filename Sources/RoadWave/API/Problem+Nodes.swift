internal import HTTPTypes
internal import Hummingbird

/// The problems for lives that run on other nodes.
extension Problem {
    /// The live is on another node; the client must send the same request there.
    ///
    /// A web page gets 421 (RFC 9110 §15.5.20): its `fetch` would remove the token from a request that is redirected to
    /// another origin, and could not read the target. Other clients get a 307, which RFC 9725 §4.5 requires them to
    /// follow.
    static func liveElsewhere(_ url: String, isPage: Bool) -> Problem {
        Problem(
            status: isPage ? .misdirectedRequest : .temporaryRedirect, code: "live_elsewhere",
            detail: "Ce live est diffusé par un autre serveur.", url: url, headers: [.location: url])
    }

    /// The node of the live does not renew its lease. Within a lease it will be known whether the node is dead.
    static let nodeSilent = Problem(
        status: .serviceUnavailable, code: "node_silent",
        detail: "Le serveur de ce live ne répond pas. Nouvelle tentative dans quelques instants.",
        headers: [.retryAfter: "2"])
}

extension LivePlace {
    /// The live, if it does not run here.
    var foreign: Live? {
        switch self {
        case .elsewhere(let live, _), .silent(let live), .over(let live): live
        case .here, .unknown: nil
        }
    }

    /// The problem for its creator; nil if the live runs here, or is unknown.
    func problem(for request: Request) -> Problem? {
        switch self {
        case .elsewhere(_, let url):
            .liveElsewhere(url + request.uri.description, isPage: request.headers[.origin] != nil)
        case .silent: .nodeSilent
        case .over(let live): live.state == .lost ? .liveLost : .liveOver
        case .here, .unknown: nil
        }
    }
}
