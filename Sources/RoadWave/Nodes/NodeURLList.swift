/// The allowed URLs of the nodes of a set-up, as `ROADWAVE_NODE_URLS` lists them. Creators follow redirects to a node
/// with their token, so a forged entry in the registry must not lead them elsewhere.
struct NodeURLList: Hashable, Sendable {
    /// `https://a.radio.example`, or `https://*.radio.example` for every host below that name, in lower case.
    private let patterns: [String]

    /// - Parameter patterns: none for a set-up that does not list its nodes; then every valid root of a URL is allowed.
    init(_ patterns: [String] = []) { self.patterns = patterns.map { $0.lowercased() } }

    /// Whether a node may have this URL.
    /// - Parameter url: the root of its URLs, without a trailing slash.
    func contains(_ url: String) -> Bool {
        let url = url.lowercased()
        guard Self.isRoot(url) else { return false }
        return patterns.isEmpty || patterns.contains { Self.matches(url, $0) }
    }

    /// Whether a text is only the scheme and the authority of a URL. With a path, a query or a user, the comparison of
    /// hosts could be deceived.
    private static func isRoot(_ url: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: url.hasPrefix) else { return false }
        let authority = url.dropFirst(scheme.count)
        return !authority.isEmpty && !authority.hasPrefix(".")
            && authority.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-:[]".contains($0)) }
    }

    private static func matches(_ url: String, _ pattern: String) -> Bool {
        guard let wildcard = pattern.firstRange(of: "://*.") else { return url == pattern }
        let scheme = pattern[..<wildcard.lowerBound] + "://"
        let domain = "." + pattern[wildcard.upperBound...]
        return url.hasPrefix(scheme) && url.hasSuffix(domain) && url.utf8.count > scheme.utf8.count + domain.utf8.count
    }
}
