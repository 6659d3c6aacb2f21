internal import NIOCore

/// The parsers for values from the environment and from the command line.
extension NodeConfiguration {
    /// The values that `ListenAddress` accepts, in words.
    package static let acceptedAddress = "expected HOST:PORT with a numeric address, such as 127.0.0.1:8080"

    /// The values that `parseDirectory` accepts, in words.
    package static let acceptedDirectory = "expected the path of a directory"

    /// The path of a directory; nil for an empty one, which would be the root of the file system.
    package static func parseDirectory(_ text: String) -> String? { text.isEmpty ? nil : text }

    /// The values that `parseSwitch` accepts, in words.
    static let acceptedSwitch = "expected yes or no"

    /// Whether something is on; nil for any other text.
    static func parseSwitch(_ text: String) -> Bool? { ["yes": true, "no": false][text] }

    /// The values that `parsePublicURL` accepts, in words.
    package static let acceptedPublicURL = "expected an http or https URL without path, such as https://radio.example"

    /// The root of the URLs given to clients, without a trailing slash; nil if it is invalid.
    package static func parsePublicURL(_ text: String) -> String? {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return nil }
        var authority = text.dropFirst(scheme.count)
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        guard WebOrigin.isAuthority(authority) else { return nil }
        return scheme + authority
    }

    /// An IP address in its canonical form; nil if it is invalid, or if a peer cannot use it.
    package static func parseIP(_ text: String) -> String? {
        guard let address = try? SocketAddress(ipAddress: text, port: 0), let canonical = address.ipAddress,
            !ListenAddress(host: canonical, port: 0).isUnspecified
        else { return nil }
        return canonical
    }
}
