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
