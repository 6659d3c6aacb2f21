import Crypto
import Foundation
import JWTKit
import Testing

@testable import RoadWave

@Suite("Token keys")
struct TokenKeysTests {
    private static let later = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + 3_600_000)

    private static func claims(expiry: WallDate = later) -> AccessClaims {
        AccessClaims(subject: UserID(token: "anne"), role: .creator, isPremium: true, expiry: expiry)
    }

    @Test("a token says what it was made with")
    func roundTrip() async throws {
        let keys = try await TokenKeys(keySet: TokenKeys.generate())
        // A NumericDate is in seconds: what is below may be rounded.
        let whole = WallDate(millisecondsSince1970: Self.later.millisecondsSince1970 / 1_000 * 1_000)
        let claims = Self.claims(expiry: whole)
        #expect(try await keys.verify(keys.issue(claims), at: .now) == claims)
    }

    @Test("a token is refused from the moment of its expiry")
    func expired() async throws {
        let keys = try await TokenKeys(keySet: TokenKeys.generate())
        let token = try await keys.issue(Self.claims())
        await #expect(throws: TokenRefusal.expired) {
            try await keys.verify(token, at: WallDate(millisecondsSince1970: Self.later.millisecondsSince1970 + 1_000))
        }
    }

    @Test("a token is refused before its time, but for what two clocks may differ")
    func early() async throws {
        let keys = try await TokenKeys(keySet: TokenKeys.generate())
        let now = WallDate(millisecondsSince1970: Self.later.millisecondsSince1970 / 1_000 * 1_000 - 100_000)
        func token(from start: Duration) async throws -> String {
            var claims = Self.claims()
            claims.start = now + start
            return try await keys.issue(claims)
        }
        let good = try await keys.verify(token(from: .seconds(30)), at: now)
        #expect(good.start == now + .seconds(30))
        let early = try await token(from: .seconds(31))
        await #expect(throws: TokenRefusal.early) { try await keys.verify(early, at: now) }
    }

    @Test(
        "a token that names none of the keys is refused, though the first one signed it; one that names none is taken")
    func unknownKey() async throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let keys = try await TokenKeys(keySet: Self.set(secret: secret))
        let payload = #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator","exp":9999999999}"#
        for kid in [#","kid":"b""#, #","kid":7"#] {
            let token = Self.sign(payload, secret: secret, kid: kid)
            await #expect(throws: TokenRefusal.unreadable) { try await keys.verify(token, at: .now) }
        }
        for kid in [#","kid":"a""#, ""] {
            _ = try await keys.verify(Self.sign(payload, secret: secret, kid: kid), at: .now)
        }
    }

    @Test("a token of other keys is refused")
    func foreign() async throws {
        let token = try await TokenKeys(keySet: TokenKeys.generate()).issue(Self.claims())
        let keys = try await TokenKeys(keySet: TokenKeys.generate())
        await #expect(throws: TokenRefusal.unreadable) { try await keys.verify(token, at: .now) }
    }

    @Test("a changed, an unsigned and a broken token are refused")
    func forged() async throws {
        let keys = try await TokenKeys(keySet: TokenKeys.generate())
        let parts = try await keys.issue(Self.claims()).split(separator: ".").map(String.init)
        let unsigned = Base64URL.encode(Array(#"{"alg":"none","typ":"JWT"}"#.utf8))
        let other = Base64URL.encode(Array(#"{"sub":"x","role":"operator","exp":9999999999}"#.utf8))
        for forgery in [
            [parts[0], other, parts[2]], [unsigned, parts[1], ""], [parts[0], parts[1], ""], [parts[0]], ["", "", ""],
        ] {
            await #expect(throws: TokenRefusal.unreadable) {
                try await keys.verify(forgery.joined(separator: "."), at: .now)
            }
        }
    }

    @Test(
        "claims without a subject that is a UUID, a known role or an expiry are refused",
        arguments: [
            #"{"sub":"anne","role":"creator","exp":9999999999}"#,
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"king","exp":9999999999}"#,
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator"}"#,
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator","exp":1e300}"#,
        ])
    func badClaims(payload: String) async throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let keys = try await TokenKeys(keySet: Self.set(secret: secret))
        let token = Self.sign(payload, secret: secret)
        await #expect(throws: TokenRefusal.unreadable) { try await keys.verify(token, at: .now) }
    }

    @Test(
        "tokens of RSA and elliptic curve keys are taken, each with its own algorithm", arguments: ["RS256", "ES256"])
    func publicKeys(algorithm: String) async throws {
        let (text, collection) = try await Self.publicKey(algorithm)
        let keys = try await TokenKeys(keySet: text)
        let token = try await collection.sign(Self.claims().payload)
        #expect(try await keys.verify(token, at: .now).subject == UserID(token: "anne"))
        await #expect(throws: RoadWaveError.self) { try await keys.issue(Self.claims()) }
    }

    @Test(
        "keys that cannot be trusted stop the start with one line that holds no key",
        arguments: [
            ("", "JWK set"),
            (#"{"keys": []}"#, "at least one key"),
            (#"{"keys": [{"kty": "oct", "alg": "HS256", "k": "c2VjcmV0"}]}"#, "\"kid\""),
            (#"{"keys": [{"kty": "oct", "kid": "a", "k": "c2VjcmV0"}]}"#, "\"alg\""),
            (#"{"keys": [{"kty": "oct", "kid": "a", "alg": "HS256", "k": "c2VjcmV0"}]}"#, "at least 32 bytes"),
            (#"{"keys": [{"kty": "RSA", "kid": "a", "alg": "HS256", "k": "c2VjcmV0"}]}"#, "is not for"),
            (#"{"keys": [{"kty": "RSA", "kid": "a", "alg": "RS256", "n": "c2VjcmV0"}]}"#, "not a valid RSA key"),
            (#"{"keys": [{"kty": "oct", "kid": "a", "alg": "none", "k": "c2VjcmV0"}]}"#, "\"alg\""),
        ])
    func refused(text: String, hint: String) async throws {
        let error = await #expect(throws: RoadWaveError.self) { try await TokenKeys(keySet: text) }
        #expect(error?.message.contains(hint) == true)
        #expect(error?.description.contains("c2VjcmV0") == false)
    }

    /// A new RSA key of 2,048 bits in PEM, made by OpenSSL.
    private static func rsaKey() throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl", "genrsa", "2048"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let pem = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: pem, as: UTF8.self)
    }

    private static func set(secret: [UInt8]) -> String {
        #"{"keys": [{"kty": "oct", "alg": "HS256", "kid": "a", "k": "\#(Base64URL.encode(secret))"}]}"#
    }

    /// HS256 over a payload that no encoder of ours would write.
    private static func sign(_ payload: String, secret: [UInt8], kid: String = #","kid":"a""#) -> String {
        let header = Base64URL.encode(Array(#"{"alg":"HS256"\#(kid),"typ":"JWT"}"#.utf8))
        let content = header + "." + Base64URL.encode(Array(payload.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array(content.utf8), using: SymmetricKey(data: secret))
        return content + "." + Base64URL.encode(Array(code))
    }

    /// The public half of a new key as a JWK set, and a collection that signs with the private half.
    private static func publicKey(_ algorithm: String) async throws -> (String, JWTKeyCollection) {
        if algorithm == "ES256" {
            let key = ES256PrivateKey()
            let parameters = try #require(key.publicKey.parameters)
            let text =
                #"{"keys": [{"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "a", "#
                + #""x": "\#(parameters.x)", "y": "\#(parameters.y)"}]}"#
            return (text, await JWTKeyCollection().add(ecdsa: key, kid: "a"))
        }
        let key = try Insecure.RSA.PrivateKey(pem: try rsaKey())
        let (modulus, exponent) = try key.publicKey.getKeyPrimitives()
        let text =
            #"{"keys": [{"kty": "RSA", "alg": "RS256", "kid": "a", "n": "\#(Base64URL.encode(Array(modulus)))", "#
            + #""e": "\#(Base64URL.encode(Array(exponent)))"}]}"#
        return (text, await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256, kid: "a"))
    }
}
