extension NodeConfiguration {
    /// What `parseNodeURLs` takes, in words.
    static let acceptedNodeURLs =
        "expected http or https URLs without path, such as https://a.radio.example,https://b.radio.example"

    /// The roots of several nodes' URLs, separated by commas; nil when one is none. `https://*.radio.example` is all nodes
    /// of a domain, as a content security policy has it.
    static func parseNodeURLs(_ text: String) -> [String]? {
        var urls: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let url = part.drop { $0 == " " }
            // What stands for a host has the form of one but for its first character.
            guard parsePublicURL(String(url).replacing("://*.", with: "://", maxReplacements: 1)) != nil else {
                return nil
            }
            urls.append(String(url.hasSuffix("/") ? url.dropLast() : url))
        }
        return urls
    }
}
