internal import Crypto
internal import Foundation
internal import JWTKit

/// The keys that sign and verify tokens: a JWK set (RFC 7517) of HMAC, RSA, elliptic curve or Edwards curve keys.
///
/// Each key names its algorithm (`alg`), so that a token cannot choose another one; each key has its own `kid`.
package struct TokenKeys: Sendable {
    /// RFC 7518 §3.2: an HS256 key is at least as long as its hash.
    private static let minimumSecretBytes = 32
    /// One for each kind of key. For a key without `alg`, jwt-kit would use the algorithm of the first token.
    private static let signatureAlgorithms = Set(TokenAlgorithm.allCases.map(\.rawValue))

    /// How far the issuer's clock may be ahead of the node's: a new token is used at once.
    private static let clockSkew = Duration.seconds(30)

    private let keys: JWTKeyCollection
    /// The algorithm of every key, by its `kid`.
    private let algorithms: [String: String]
    /// The key that ``issue(_:)`` signs with: the first of the set.
    private let signer: JWKIdentifier

    private struct KeySet: Decodable {
        var keys: [Key]
    }

    private struct Key: Decodable {
        var kty: String
        var kid: String?
        var alg: String?
        /// The secret of an `oct` key, in base64url.
        var k: String?
    }

    /// The keys of a JWK set file.
    /// - Throws: ``RoadWaveError`` of code `configuration`, with one line that never contains a key.
    package init(contentsOf path: String) async throws(RoadWaveError) {
        let text = try TokenKeySet.text(ofFile: path)
        do throws(RoadWaveError) {
            try await self.init(keySet: text)
        } catch {
            throw RoadWaveError(.configuration, "the token keys '\(path)' cannot be used: \(error.message)")
        }
    }

    /// The keys of a JWK set, as JSON text.
    /// - Throws: ``RoadWaveError`` of code `configuration`.
    package init(keySet text: String) async throws(RoadWaveError) {
        try await self.init(keySet: Data(text.utf8))
    }

    private init(keySet bytes: Data) async throws(RoadWaveError) {
        guard let set = try? JSONDecoder().decode(KeySet.self, from: bytes),
            let library = (try? JSONSerialization.jsonObject(with: bytes)) as? [String: Any],
            let entries = library["keys"] as? [Any], entries.count == set.keys.count, !entries.isEmpty
        else { throw RoadWaveError(.configuration, "expected a JWK set, {\"keys\": [...]}, with at least one key") }
        let collection = JWTKeyCollection()
        var names: [String] = []
        for (index, key) in set.keys.enumerated() {
            let name = try Self.checkedName(of: key, at: index, known: names)
            names.append(name)
            do {
                if key.kty == "oct" {
                    try await collection.add(
                        hmac: Self.secret(of: key, name), digestAlgorithm: .sha256, kid: JWKIdentifier(string: name))
                } else {
                    let entry = try JSONSerialization.data(withJSONObject: entries[index])
                    try await collection.add(jwk: JSONDecoder().decode(JWK.self, from: entry))
                }
            } catch let error as RoadWaveError {
                throw error
            } catch {
                throw RoadWaveError(.configuration, "the key '\(name)' is not a valid \(key.kty) key")
            }
        }
        keys = collection
        algorithms = Dictionary(zip(names, set.keys.map { $0.alg ?? "" }), uniquingKeysWith: { first, _ in first })
        signer = JWKIdentifier(string: names[0])
    }

    private static func checkedName(of key: Key, at index: Int, known: [String]) throws(RoadWaveError) -> String {
        guard let name = key.kid, !name.isEmpty, !known.contains(name) else {
            throw RoadWaveError(.configuration, "key \(index + 1) needs a \"kid\" of its own")
        }
        guard let algorithm = key.alg, signatureAlgorithms.contains(algorithm) else {
            throw RoadWaveError(
                .configuration,
                "the key '\(name)' needs an \"alg\": \(signatureAlgorithms.sorted().joined(separator: ", "))")
        }
        guard (key.kty == "oct") == (algorithm == "HS256") else {
            throw RoadWaveError(
                .configuration, "the key '\(name)' is of type \(key.kty), which \(algorithm) is not for")
        }
        return name
    }

    private static func secret(of key: Key, _ name: String) throws(RoadWaveError) -> HMACKey {
        guard let bytes = key.k.flatMap(Base64URL.decode), bytes.count >= minimumSecretBytes else {
            throw RoadWaveError(
                .configuration,
                "the key '\(name)' needs a \"k\" of at least \(minimumSecretBytes) bytes in base64url")
        }
        return HMACKey(key: SymmetricKey(data: bytes))
    }

    /// A signed token with these claims.
    /// - Parameters:
    ///   - policy: the issuer and the audience that the token names.
    ///   - key: the `kid` of the key that signs; nil for the first one.
    /// - Throws: ``RoadWaveError`` of code `configuration` if there is no such key, or it can only verify.
    package func issue(
        _ claims: AccessClaims, policy: TokenPolicy = TokenPolicy(), key: String? = nil
    ) async throws(RoadWaveError) -> String {
        let name = key ?? signer.string
        guard algorithms[name] != nil else { throw RoadWaveError(.configuration, "there is no key '\(name)'") }
        do {
            return try await keys.sign(claims.payload(policy), kid: JWKIdentifier(string: name))
        } catch {
            throw RoadWaveError(
                .configuration, "the key '\(name)' cannot sign: it has no private part", cause: error)
        }
    }

    /// The claims of a token, after a check of its signature and its dates.
    func verify(
        _ token: String, at date: WallDate, policy: TokenPolicy = TokenPolicy()
    ) async throws(TokenRefusal) -> AccessClaims {
        // For an unknown key, jwt-kit would try the first one.
        guard let header = TokenHeader(of: token), let algorithm = algorithms[header.kid ?? signer.string] else {
            throw .unreadable
        }
        // jwt-kit uses the key's algorithm, whatever the token names; RFC 8725 §3.1 demands that both agree.
        guard header.alg == algorithm else { throw .unreadable }
        // RFC 7515 §4.1.11: an unknown critical extension.
        guard !header.isCritical else { throw .unreadable }
        guard let payload = try? await keys.verify(token, as: AccessClaims.Payload.self) else { throw .unreadable }
        guard policy.accepts(payload) else { throw .foreign }
        let claims = try AccessClaims(payload)
        guard date < claims.expiry else { throw .expired }
        let latestStart = date + Self.clockSkew
        guard [claims.start, claims.issued].allSatisfy({ $0.map { $0 <= latestStart } ?? true }) else { throw .early }
        if let longest = policy.longestValidity, claims.expiry > latestStart + longest { throw .tooLong }
        return claims
    }
}
