internal import HTTPTypes
internal import Hummingbird

/// The credentials of a request: `Authorization: Bearer TOKEN` (RFC 6750 §2.1).
struct BearerToken: Equatable {
    /// Room for any JWT that a phone would send.
    static let maximumBytes = 4096

    let value: String

    /// - Throws: `Problem` 401 when there is none, or none of `b64token`'s characters.
    init(_ request: Request) throws(Problem) {
        guard let header = request.headers[.authorization], header.utf8.count <= Self.maximumBytes else {
            throw Problem.tokenMissing
        }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw Problem.tokenMissing }
        let token = parts[1].drop { $0 == " " }.prefix { $0 != " " }
        guard !token.isEmpty, token.utf8.allSatisfy(Self.isAllowed) else { throw Problem.tokenMissing }
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
