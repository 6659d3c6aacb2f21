/// The origin of a web page, from the header `Origin` (RFC 6454 §7).
struct WebOrigin {
    /// `scheme://host`, and the port if it is not the default of the scheme.
    let text: String

    init(_ header: String) {
        text = header
    }

    /// Whether the page was served by a program of this machine, over HTTP.
    ///
    /// Browsers send the host in lower case, and an IPv4 address as four decimal parts. Any other spelling does not
    /// come from a browser.
    var isLoopback: Bool {
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return false }
        let authority = text.dropFirst(scheme.count)
        guard let host = ["localhost", "127.0.0.1", "[::1]"].first(where: authority.hasPrefix) else { return false }
        let port = authority.dropFirst(host.count)
        return port.isEmpty || port.first == ":" && UInt16(port.dropFirst()) != nil
    }

    /// Whether a text is `host` or `host:port` of a URL. A `Host` header is checked with this before it is repeated.
    static func isAuthority(_ text: some StringProtocol) -> Bool {
        // 253 bytes of name (RFC 1035 §2.3.4) and a port.
        (1...260).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
                    UInt8(ascii: "["), UInt8(ascii: "]"):
                    true
                default: false
                }
            }
    }
}
