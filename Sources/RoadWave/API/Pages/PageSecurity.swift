internal import HTTPTypes

/// The security headers of a page: even if a title or a tag injects code, the browser does not run it.
struct PageSecurity: Sendable {
    /// A browser feature that a page needs (W3C Permissions Policy).
    enum Capability: String, CaseIterable {
        case autoplay
        case camera
        case geolocation
        case microphone
        case screenWakeLock = "screen-wake-lock"
    }

    /// The security headers of a page. Its content headers are elsewhere.
    let headers: HTTPFields

    /// - Parameters:
    ///   - capabilities: the features that the page needs; all others are denied to it and to its content.
    ///   - mediaBase: the root of the media URLs, if the node does not serve the media.
    ///   - nodes: the root URLs of nodes. The page may have been loaded under another name than one of them, and one of
    ///     them may run the live and serve its media.
    init(allowing capabilities: Set<Capability>, mediaBase: String?, nodes: [String]) {
        let media = mediaBase.flatMap(Self.source).map { " " + $0 } ?? ""
        let nodes = nodes.compactMap(Self.source).map { " " + $0 }.joined()
        // W3C Content Security Policy, level 3. Nothing is inline, and only media comes from other servers.
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

    /// The origin of a URL as a source expression of the policy; nil if it has characters that would end the
    /// expression.
    static func source(of url: String) -> String? {
        guard let scheme = ["http://", "https://"].first(where: url.hasPrefix) else { return nil }
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.hasPrefix("*.") ? authority.dropFirst(2) : authority
        return WebOrigin.isAuthority(host) ? scheme + authority : nil
    }
}
