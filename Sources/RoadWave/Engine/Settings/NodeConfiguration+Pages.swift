extension NodeConfiguration {
    /// The values that `parseNodeURLs` accepts, in words.
    static let acceptedNodeURLs =
        "expected http or https URLs without path, such as https://a.radio.example,https://b.radio.example"

    /// The roots of several nodes' URLs, separated by commas; nil if one is invalid. `https://*.radio.example` means
    /// all nodes of a domain, as in a content security policy.
    static func parseNodeURLs(_ text: String) -> [String]? {
        var urls: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let url = part.drop { $0 == " " }
            // Apart from the `*.` at its beginning, a wildcard has the form of a host.
            guard parsePublicURL(String(url).replacing("://*.", with: "://", maxReplacements: 1)) != nil else {
                return nil
            }
            urls.append(String(url.hasSuffix("/") ? url.dropLast() : url))
        }
        return urls
    }
}
