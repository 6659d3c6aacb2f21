/// The URLs where the nodes of a set-up may be, as `ROADWAVE_NODE_URLS` lists them: creators follow redirects to a node
/// with their token, so that a forged entry in the registry must not lead them elsewhere.
struct NodeURLList: Hashable, Sendable {
    /// `https://a.radio.example`, or `https://*.radio.example` for every host below that name, in lower case.
    private let patterns: [String]

    /// - Parameter patterns: none for a set-up that does not list its nodes: any root of a URL is a node's then.
    init(_ patterns: [String] = []) { self.patterns = patterns.map { $0.lowercased() } }

    /// Whether a node may be there.
    /// - Parameter url: the root of its URLs, without a trailing slash.
    func contains(_ url: String) -> Bool {
        let url = url.lowercased()
        guard Self.isRoot(url) else { return false }
        return patterns.isEmpty || patterns.contains { Self.matches(url, $0) }
    }

    /// Whether a text is the scheme and the authority of a URL, and no more: a path, a query or a user would make a host of
    /// something else.
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
