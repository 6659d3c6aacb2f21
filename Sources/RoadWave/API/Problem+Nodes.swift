internal import HTTPTypes
internal import Hummingbird

/// What is answered about lives that run on other nodes.
extension Problem {
    /// The live is on another node: the same request there is the right one.
    ///
    /// A web page is told by 421 (RFC 9110 §15.5.20): its `fetch` would take the token off a request that is redirected to
    /// another origin, and could not read where to. Any other client gets the 307 that RFC 9725 §4.5 has it follow.
    static func liveElsewhere(_ url: String, isPage: Bool) -> Problem {
        Problem(
            status: isPage ? .misdirectedRequest : .temporaryRedirect, code: "live_elsewhere",
            detail: "Ce live est diffusé par un autre serveur.", url: url, headers: [.location: url])
    }

    /// The node of the live does not renew its lease: within a lease it is known whether it is dead.
    static let nodeSilent = Problem(
        status: .serviceUnavailable, code: "node_silent",
        detail: "Le serveur de ce live ne répond pas. Nouvelle tentative dans quelques instants.",
        headers: [.retryAfter: "2"])
}

extension LivePlace {
    /// The live, where it does not run here.
    var foreign: Live? {
        switch self {
        case .elsewhere(let live, _), .silent(let live), .over(let live): live
        case .here, .unknown: nil
        }
    }

    /// What its creator is answered; nil where it runs here, and where nobody knows of it.
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
