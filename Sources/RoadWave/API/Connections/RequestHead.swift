internal import NIOHTTP1

/// What RFC 9112 asks of the head of a request beyond its grammar, which is the decoder's business.
extension HTTPRequestHead {
    /// Why not all who read the request on its way find the same host and the same end in it; nil when they do.
    var fault: RequestFault? {
        let hosts = headers["Host"]
        guard hosts.count == 1 || hosts.isEmpty && version == .http1_0, hosts.allSatisfy(Self.isHost) else {
            return .host
        }
        let codings = headers["Transfer-Encoding"].flatMap { $0.split(separator: ",") }
            .map { $0.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }.lowercased() }
        // §6.1: in a request of HTTP/1.0, someone on the way may have read another end.
        guard codings.isEmpty || version == .http1_1 && codings.last == "chunked" else { return .length }
        return codings.count > 1 ? .coding : nil
    }

    /// Whether the client waits for a word before it sends the body (RFC 9110 §10.1.1).
    var expectsContinue: Bool {
        version == .http1_1 && headers["Expect"].contains { $0.lowercased() == "100-continue" }
    }

    /// Whether nothing can be read behind the request: the client wants the connection closed, or would speak another
    /// protocol from here on, for which the decoder stops reading.
    var isLast: Bool { !isKeepAlive || method == .CONNECT || headers.contains(name: "Upgrade") }

    /// Takes the host of an address in absolute form, which counts before the header (RFC 9112 §3.2.2). One without the
    /// header is refused all the same.
    mutating func takeAuthorityOfTarget() {
        guard headers["Host"].count == 1,
            let scheme = ["http://", "https://"].first(where: { uri.lowercased().hasPrefix($0) })
        else { return }
        let authority = uri.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        headers.replaceOrAdd(name: "Host", value: String(authority))
    }

    /// Whether a text has only characters of a host and a port (RFC 3986 §3.2.2): an empty one is a host, too.
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
