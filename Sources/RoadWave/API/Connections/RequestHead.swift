internal import NIOHTTP1

/// The requirements of RFC 9112 for the head of a request, beyond the grammar that the decoder checks.
extension HTTPRequestHead {
    /// Why different readers could find another host or another end in the request; nil if they cannot.
    var fault: RequestFault? {
        let hosts = headers["Host"]
        guard hosts.count == 1 || hosts.isEmpty && version == .http1_0, hosts.allSatisfy(Self.isHost) else {
            return .host
        }
        let codings = headers["Transfer-Encoding"].flatMap { $0.split(separator: ",") }
            .map { $0.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }.lowercased() }
        // §6.1: in a request of HTTP/1.0, a proxy may have found another end.
        guard codings.isEmpty || version == .http1_1 && codings.last == "chunked" else { return .length }
        return codings.count > 1 ? .coding : nil
    }

    /// Whether the client waits for a confirmation before it sends the body (RFC 9110 §10.1.1).
    var expectsContinue: Bool {
        version == .http1_1 && headers["Expect"].contains { $0.lowercased() == "100-continue" }
    }

    /// Whether nothing readable follows the request: the client wants the connection closed, or to switch to another
    /// protocol, at which the decoder stops reading.
    var isLast: Bool { !isKeepAlive || method == .CONNECT || headers.contains(name: "Upgrade") }

    /// Takes the host from a target in absolute form, which has precedence over the header (RFC 9112 §3.2.2). A request
    /// without the header is refused all the same.
    mutating func takeAuthorityOfTarget() {
        guard headers["Host"].count == 1,
            let scheme = ["http://", "https://"].first(where: { uri.lowercased().hasPrefix($0) })
        else { return }
        let authority = uri.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        headers.replaceOrAdd(name: "Host", value: String(authority))
    }

    /// Whether a text has only the characters of a host and a port (RFC 3986 §3.2.2): an empty text is a host, too.
    private static func isHost(_ text: String) -> Bool {
        text.utf8.count <= 260
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-._~%!$&'()*+,;=:[]".utf8.contains(byte)
                }
            }
    }
}
