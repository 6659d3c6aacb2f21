/// The origin of a web page, as its browser gives it in the header `Origin` (RFC 6454 §7).
struct WebOrigin {
    /// `scheme://host` and the port where it is not the scheme's own.
    let text: String

    init(_ header: String) {
        text = header
    }

    /// Whether the page was served by a program of this machine, over HTTP.
    ///
    /// Browsers give the host in lower case and an IPv4 address in its four decimal parts; whatever is spelt otherwise
    /// does not come from one.
    var isLoopback: Bool {
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return false }
        let authority = text.dropFirst(scheme.count)
        guard let host = ["localhost", "127.0.0.1", "[::1]"].first(where: authority.hasPrefix) else { return false }
        let port = authority.dropFirst(host.count)
        return port.isEmpty || port.first == ":" && UInt16(port.dropFirst()) != nil
    }
}
