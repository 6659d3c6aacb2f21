/// The credentials of a request: `Authorization: Bearer TOKEN` (RFC 6750 §2.1).
struct BearerToken: Equatable {
    /// Enough for every JWT that a phone sends.
    static let maximumBytes = 4096

    let value: String

    /// Nil if there is no token or several, or if it has characters outside of `b64token`.
    /// - Parameter headers: the `Authorization` headers of one request.
    init?(headers: [String]) {
        // With two credentials, two readers of the request could see two bearers.
        guard headers.count == 1, let header = headers.first, header.utf8.count <= Self.maximumBytes else {
            return nil
        }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        guard !token.isEmpty, token.utf8.allSatisfy(Self.isAllowed) else { return nil }
        value = String(token)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~+/=".utf8.contains(byte)
        }
    }
}
