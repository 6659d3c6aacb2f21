internal import Foundation

/// The header of a token, before its signature is verified (RFC 7515 §4.1).
/// See docs/decisions/api.md, « Keys name their algorithm ».
struct TokenHeader: Decodable {
    /// The algorithm that the token names.
    let alg: String
    /// The identifier of the key; nil for the first key of the set.
    let kid: String?
    /// Whether it has critical extensions; the node knows none.
    let isCritical: Bool

    private enum CodingKeys: CodingKey {
        case alg
        case kid
        case crit
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        alg = try container.decode(String.self, forKey: .alg)
        kid = try container.decodeIfPresent(String.self, forKey: .kid)
        isCritical = container.contains(.crit)
    }

    /// Nil if the token has no readable header.
    init?(of token: String) {
        guard let text = token.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).first,
            let bytes = Base64URL.decode(String(text)),
            let header = try? JSONDecoder().decode(TokenHeader.self, from: Data(bytes))
        else { return nil }
        self = header
    }
}

/// The signature algorithms of tokens (RFC 7518 §3.1, RFC 8037 §3.1).
package enum TokenAlgorithm: String, CaseIterable, Sendable {
    /// One secret, shared by the issuer and all nodes.
    case hs256 = "HS256"
    /// RSA with 2,048 bits: nodes have the public half, and cannot issue tokens.
    case rs256 = "RS256"
    /// The elliptic curve P-256: like RSA, with smaller tokens.
    case es256 = "ES256"
    /// The elliptic curve Ed25519.
    case edDSA = "EdDSA"
}
