import Crypto
import Foundation

/// Signs the tokens of the load's users with the first key of a JWK set, as their application would.
struct ListenerTokens: Sendable {
    private struct KeySet: Decodable {
        struct Key: Decodable {
            var alg: String
            var kid: String
            var k: String
        }

        var keys: [Key]
    }

    private let head: String
    private let secret: SymmetricKey
    private let expiry = Int(Date.now.timeIntervalSince1970) + 3_600

    /// - Parameter file: a JWK set of `roadwave-server token --new-keys`.
    init(file: String) throws {
        let set = try JSONDecoder().decode(KeySet.self, from: Data(contentsOf: URL(filePath: file)))
        guard let key = set.keys.first, key.alg == "HS256", let secret = Self.decoded(key.k) else {
            throw LoadError("\(file) has no HS256 key")
        }
        head = Self.encoded(Data(#"{"alg":"HS256","kid":"\#(key.kid)","typ":"JWT"}"#.utf8))
        self.secret = SymmetricKey(data: secret)
    }

    /// A token of a new user.
    func next(role: String) -> String {
        let claims = #"{"exp":\#(expiry),"role":"\#(role)","sub":"\#(UUID().uuidString.lowercased())"}"#
        let signed = head + "." + Self.encoded(Data(claims.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: secret)
        return signed + "." + Self.encoded(Data(code))
    }

    private static func encoded(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func decoded(_ text: String) -> Data? {
        let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: text.replacing("-", with: "+").replacing("_", with: "/") + padding)
    }
}
