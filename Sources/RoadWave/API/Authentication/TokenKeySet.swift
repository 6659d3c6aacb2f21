internal import Crypto
internal import Foundation

/// The file of the token keys: a JWK set (RFC 7517 §5) as JSON text.
package struct TokenKeySet: Sendable {
    /// The members of a JWK that belong to the private half (RFC 7518 §6.2.2, §6.3.2; RFC 8037 §2).
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth"]

    /// A set has a few keys; this limits how much of a wrong file is read.
    private static let maximumFileBytes = 1 << 20

    /// The text of the file.
    package let text: String

    /// Reads a file, without a check of its content.
    /// - Throws: ``RoadWaveError`` of code `configuration`, with the reason for which it cannot be read.
    package static func text(ofFile path: String) throws(RoadWaveError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw RoadWaveError(
                .configuration, "the token keys '\(path)' cannot be read: \(String(cString: strerror(errno)))")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            return String(decoding: try file.read(upToCount: maximumFileBytes) ?? Data(), as: UTF8.self)
        } catch {
            throw RoadWaveError(.configuration, "the token keys '\(path)' cannot be read", cause: error)
        }
    }

    /// A set with one new key. Only the token issuer may read its file, and with HS256 every node.
    /// - Throws: ``RoadWaveError`` of code `configuration` if there is no randomness for a key.
    package static func generate(_ algorithm: TokenAlgorithm = .hs256) throws(RoadWaveError) -> TokenKeySet {
        TokenKeySet(keys: [try key(algorithm)])
    }

    /// A set with one more key, the last one: tokens are still signed by the first, and nodes know both.
    /// - Parameter text: a JWK set.
    /// - Returns: the set, and the `kid` of the new key.
    /// - Throws: ``RoadWaveError`` of code `configuration` if the text is not a JWK set.
    package static func adding(
        _ algorithm: TokenAlgorithm = .hs256, to text: String
    ) throws(RoadWaveError) -> (set: TokenKeySet, name: String) {
        let key = try Self.key(algorithm)
        return (TokenKeySet(keys: try keys(of: text) + [key]), key["kid"] ?? "")
    }

    /// A set without one of its keys: tokens that it signed are refused.
    /// - Parameters:
    ///   - name: the `kid` of the key.
    ///   - text: a JWK set.
    /// - Throws: ``RoadWaveError`` of code `configuration` if the text is not a JWK set, does not have the key, or has
    ///   only this key.
    package static func removing(_ name: String, from text: String) throws(RoadWaveError) -> TokenKeySet {
        let all = try keys(of: text)
        let rest = all.filter { $0["kid"] as? String != name }
        guard rest.count < all.count else {
            let known = all.compactMap { $0["kid"] as? String }.joined(separator: ", ")
            throw RoadWaveError(.configuration, "there is no key '\(name)': expected one of \(known)")
        }
        guard !rest.isEmpty else {
            throw RoadWaveError(.configuration, "'\(name)' is the only key: add another one first")
        }
        return TokenKeySet(keys: rest)
    }

    private static func keys(of text: String) throws(RoadWaveError) -> [[String: Any]] {
        guard let set = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any],
            let keys = set["keys"] as? [[String: Any]], !keys.isEmpty
        else { throw RoadWaveError(.configuration, "expected a JWK set, {\"keys\": [...]}, with at least one key") }
        return keys
    }

    private static func key(_ algorithm: TokenAlgorithm) throws(RoadWaveError) -> [String: String] {
        var key =
            switch algorithm {
            case .hs256: secret()
            case .rs256: try RSAKeyPair.generate().jwk
            case .es256: p256()
            case .edDSA: ed25519()
            }
        key["alg"] = algorithm.rawValue
        key["kid"] = UUID().uuidString.lowercased()
        key["use"] = "sig"
        return key
    }

    /// The set with the public halves only, for nodes.
    /// - Parameter text: a JWK set.
    /// - Throws: ``RoadWaveError`` of code `configuration` if the text is not a JWK set, or has an HS256 key, which has
    ///   no public half.
    package static func publicKeys(of text: String) throws(RoadWaveError) -> TokenKeySet {
        let keys = try Self.keys(of: text)
        guard !keys.contains(where: { $0["kty"] as? String == "oct" }) else {
            throw RoadWaveError(
                .configuration, "an HS256 key is a secret and has no public half: nodes need the key itself")
        }
        return TokenKeySet(keys: keys.map { key in key.filter { !privateMembers.contains($0.key) } })
    }

    private init(keys: [[String: Any]]) {
        let bytes = try? JSONSerialization.data(
            withJSONObject: ["keys": keys], options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        // Strings can always be encoded as JSON.
        text = bytes.map { String(decoding: $0, as: UTF8.self) + "\n" } ?? "{}\n"
    }

    private static func secret() -> [String: String] {
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encode(Array($0)) }
        return ["kty": "oct", "k": secret]
    }

    private static func p256() -> [String: String] {
        let key = P256.Signing.PrivateKey()
        let point = Array(key.publicKey.rawRepresentation)
        return [
            "kty": "EC", "crv": "P-256", "x": Base64URL.encode(Array(point.prefix(32))),
            "y": Base64URL.encode(Array(point.suffix(32))), "d": Base64URL.encode(Array(key.rawRepresentation)),
        ]
    }

    private static func ed25519() -> [String: String] {
        let key = Curve25519.Signing.PrivateKey()
        return [
            "kty": "OKP", "crv": "Ed25519", "x": Base64URL.encode(Array(key.publicKey.rawRepresentation)),
            "d": Base64URL.encode(Array(key.rawRepresentation)),
        ]
    }
}
