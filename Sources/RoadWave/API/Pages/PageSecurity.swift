internal import HTTPTypes

/// What a browser is told that a page may do: whatever a title or a tag manages to smuggle in has nothing to run with.
struct PageSecurity: Sendable {
    /// What a page asks the browser of (W3C Permissions Policy).
    enum Capability: String, CaseIterable {
        case autoplay
        case camera
        case geolocation
        case microphone
        case screenWakeLock = "screen-wake-lock"
    }

    /// The headers of a page, besides those that say what it is.
    let headers: HTTPFields

    /// - Parameters:
    ///   - capabilities: what the page needs; the rest is refused to it and to whatever it loads.
    ///   - mediaBase: the root of the URLs of the media, where that is not the node.
    ///   - nodes: the roots of the URLs of nodes that the page may have been reached by another name than, or that a live,
    ///     with its media, may be on.
    init(allowing capabilities: Set<Capability>, mediaBase: String?, nodes: [String]) {
        let media = mediaBase.flatMap(Self.source).map { " " + $0 } ?? ""
        let nodes = nodes.compactMap(Self.source).map { " " + $0 }.joined()
        // W3C Content Security Policy, level 3. Nothing is inline, nothing comes from elsewhere but media.
        let policy = [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
            "connect-src 'self'\(nodes)\(media)", "media-src 'self' blob:\(nodes)\(media)", "base-uri 'none'",
            "form-action 'none'", "frame-ancestors 'none'",
        ]
        let permissions = Capability.allCases.map { capability in
            "\(capability.rawValue)=(\(capabilities.contains(capability) ? "self" : ""))"
        }
        headers = [
            .contentSecurityPolicy: policy.joined(separator: "; "),
            .permissionsPolicy: permissions.joined(separator: ", "),
            .crossOriginOpenerPolicy: "same-origin",
        ]
    }

    /// The origin of a URL as a policy's source expression; nil where it has characters that would end the expression.
    static func source(of url: String) -> String? {
        guard let scheme = ["http://", "https://"].first(where: url.hasPrefix) else { return nil }
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.hasPrefix("*.") ? authority.dropFirst(2) : authority
        return WebOrigin.isAuthority(host) ? scheme + authority : nil
    }
}
