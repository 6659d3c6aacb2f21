/// How tokens are signed (RFC 7518 §3.1, RFC 8037 §3.1).
package enum TokenAlgorithm: String, CaseIterable, Sendable {
    /// One secret, which who makes tokens and every node share.
    case hs256 = "HS256"
    /// RSA of 2,048 bits: nodes have the public half, and can make no tokens.
    case rs256 = "RS256"
    /// The elliptic curve P-256: as RSA, with smaller tokens.
    case es256 = "ES256"
    /// The elliptic curve Ed25519.
    case edDSA = "EdDSA"
}
