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
