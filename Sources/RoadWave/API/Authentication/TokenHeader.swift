internal import Foundation

/// What a token says of its own signature, before that is verified (RFC 7515 §4.1).
/// See docs/decisions/api.md, « Keys name their algorithm ».
struct TokenHeader: Decodable {
    /// The algorithm that it says it was signed with.
    let alg: String
    /// The name of the key; nil for the first of the set.
    let kid: String?
    /// Whether it names extensions that must be understood; none is.
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

    /// Nil when a token has no header that can be read.
    init?(of token: String) {
        guard let text = token.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).first,
            let bytes = Base64URL.decode(String(text)),
            let header = try? JSONDecoder().decode(TokenHeader.self, from: Data(bytes))
        else { return nil }
        self = header
    }
}
