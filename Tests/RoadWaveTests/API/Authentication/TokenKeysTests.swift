import Crypto
import Foundation
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
        let keys = try await TokenKeys(keySet: TokenKeySet.generate().text)
        // A NumericDate is in seconds: what is below may be rounded.
        let whole = WallDate(millisecondsSince1970: Self.later.millisecondsSince1970 / 1_000 * 1_000)
        let claims = Self.claims(expiry: whole)
        #expect(try await keys.verify(keys.issue(claims), at: .now) == claims)
    }

    @Test("a token is refused from the moment of its expiry")
    func expired() async throws {
        let keys = try await TokenKeys(keySet: TokenKeySet.generate().text)
        let token = try await keys.issue(Self.claims())
        await #expect(throws: TokenRefusal.expired) {
            try await keys.verify(token, at: WallDate(millisecondsSince1970: Self.later.millisecondsSince1970 + 1_000))
        }
    }

    @Test("a token is refused before its time, but for what two clocks may differ")
    func early() async throws {
        let keys = try await TokenKeys(keySet: TokenKeySet.generate().text)
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

    @Test("a token that was made in the future is refused, but for what two clocks may differ")
    func madeInTheFuture() async throws {
        let keys = try await TokenKeys(keySet: TokenKeySet.generate().text)
        let now = WallDate(millisecondsSince1970: Self.later.millisecondsSince1970 / 1_000 * 1_000 - 100_000)
        func token(made: Duration) async throws -> String {
            var claims = Self.claims()
            claims.issued = now + made
            return try await keys.issue(claims)
        }
        let good = try await keys.verify(token(made: .seconds(30)), at: now)
        #expect(good.issued == now + .seconds(30))
        _ = try await keys.verify(token(made: .seconds(-9_999_999)), at: now)
        let future = try await token(made: .seconds(31))
        await #expect(throws: TokenRefusal.early) { try await keys.verify(future, at: now) }
    }

    @Test("a token that would be good for longer than the radio permits is refused; without a limit it is taken")
    func tooLong() async throws {
        let keys = try await TokenKeys(keySet: TokenKeySet.generate().text)
        let now = WallDate(millisecondsSince1970: Self.later.millisecondsSince1970 / 1_000 * 1_000)
        let policy = TokenPolicy(longestValidity: .seconds(3_600))
        let good = try await keys.issue(Self.claims(expiry: now + .seconds(3_630)))
        _ = try await keys.verify(good, at: now, policy: policy)
        let long = try await keys.issue(Self.claims(expiry: now + .seconds(3_631)))
        await #expect(throws: TokenRefusal.tooLong) { try await keys.verify(long, at: now, policy: policy) }
        _ = try await keys.verify(long, at: now)
        // A thousand years are a date, too.
        _ = try await keys.verify(keys.issue(Self.claims(expiry: now + .seconds(31_557_600_000))), at: now)
    }

    @Test("a token may be shown again and again, with an identity (jti) and without; one that is no text is refused")
    func identity() async throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let keys = try await TokenKeys(keySet: Self.set(secret: secret))
        for identity in ["\"a\"", "null", "7", "{}"] {
            let token = Self.sign(
                #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator","exp":9999999999,"jti":\#(identity)}"#,
                secret: secret)
            guard identity == "\"a\"" || identity == "null" else {
                // RFC 7519 §4.1.7: a revocation must be able to name it.
                await #expect(throws: TokenRefusal.unreadable) { try await keys.verify(token, at: .now) }
                continue
            }
            for _ in 0..<2 { _ = try await keys.verify(token, at: .now) }
        }
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
        let token = try await TokenKeys(keySet: TokenKeySet.generate().text).issue(Self.claims())
        let keys = try await TokenKeys(keySet: TokenKeySet.generate().text)
        await #expect(throws: TokenRefusal.unreadable) { try await keys.verify(token, at: .now) }
    }

    @Test("a changed, an unsigned and a broken token are refused")
    func forged() async throws {
        let keys = try await TokenKeys(keySet: TokenKeySet.generate().text)
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
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator","exp":1e400}"#,
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator","exp":-1e400}"#,
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator","exp":NaN}"#,
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator","exp":"9999999999"}"#,
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator","exp":null}"#,
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":["creator"],"exp":9999999999}"#,
            #"{"sub":7,"role":"creator","exp":9999999999}"#, "[]", "", "null", "\u{0}", "{",
            String(repeating: "[", count: 2_000),
        ])
    func badClaims(payload: String) async throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let keys = try await TokenKeys(keySet: Self.set(secret: secret))
        let token = Self.sign(payload, secret: secret)
        await #expect(throws: TokenRefusal.unreadable) { try await keys.verify(token, at: .now) }
    }

    @Test("of a claim that is there twice one value counts, and never makes a token of another role")
    func repeated() async throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let keys = try await TokenKeys(keySet: Self.set(secret: secret))
        let payload =
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"listener","role":"creator","exp":9999999999}"#
        // Only the issuer can sign such a token: what matters is that it is read in one way.
        let token = Self.sign(payload, secret: secret)
        let first = try? await keys.verify(token, at: .now)
        #expect(first != nil && [.listener, .creator].contains(first?.role))
        #expect(try await keys.verify(token, at: .now) == first)
    }

    @Test(
        "a header that is not understood is refused",
        arguments: [
            #"{"alg":"HS256","kid":"a","crit":["exp"],"exp":1}"#, #"{"alg":"HS256","kid":"a","crit":[]}"#,
            #"{"alg":"none","kid":"a"}"#, #"{"alg":"HS512","kid":"a"}"#, #"{"alg":"RS256","kid":"a"}"#,
            #"{"alg":7,"kid":"a"}"#, #"{"kid":"a"}"#, "[]", "", "{",
            #"{"alg":"HS256","kid":"a","x":""# + String(repeating: "a", count: 100_000) + #"","crit":["x"]}"#,
        ])
    func badHeader(header: String) async throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let keys = try await TokenKeys(keySet: Self.set(secret: secret))
        let payload = #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator","exp":9999999999}"#
        let token = Self.sign(payload, secret: secret, header: header)
        await #expect(throws: TokenRefusal.unreadable) { try await keys.verify(token, at: .now) }
    }

    @Test("a token of another issuer, or for another service, is refused where the radio says whose it wants")
    func policy() async throws {
        let keys = try await TokenKeys(keySet: TokenKeySet.generate().text)
        let policy = TokenPolicy(issuer: "https://comptes.example", audience: "radio")
        let token = try await keys.issue(Self.claims(), policy: policy)
        #expect(try await keys.verify(token, at: .now, policy: policy).role == .creator)
        #expect(try await keys.verify(token, at: .now).role == .creator)
        for other in [
            TokenPolicy(), TokenPolicy(issuer: "https://comptes.example"), TokenPolicy(audience: "radio"),
            TokenPolicy(issuer: "https://ailleurs.example", audience: "radio"),
            TokenPolicy(issuer: "https://comptes.example", audience: "boutique"),
        ] {
            let foreign = try await keys.issue(Self.claims(), policy: other)
            await #expect(throws: TokenRefusal.foreign) { try await keys.verify(foreign, at: .now, policy: policy) }
        }
    }

    @Test("an audience may be one of several")
    func audiences() async throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let keys = try await TokenKeys(keySet: Self.set(secret: secret))
        let payload =
            #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"creator","exp":9999999999,"aud":["a","radio"]}"#
        let token = Self.sign(payload, secret: secret)
        _ = try await keys.verify(token, at: .now, policy: TokenPolicy(audience: "radio"))
        await #expect(throws: TokenRefusal.foreign) {
            try await keys.verify(token, at: .now, policy: TokenPolicy(audience: "b"))
        }
    }

    @Test(
        "keys of each algorithm are made, sign, and verify with their public halves", arguments: TokenAlgorithm.allCases
    )
    func generated(algorithm: TokenAlgorithm) async throws {
        let set = try TokenKeySet.generate(algorithm)
        let token = try await TokenKeys(keySet: set.text).issue(Self.claims())
        guard algorithm != .hs256 else {
            #expect(throws: RoadWaveError.self) { try TokenKeySet.publicKeys(of: set.text) }
            return
        }
        let halves = try TokenKeySet.publicKeys(of: set.text).text
        for member in ["d", "p", "q"] { #expect(!halves.contains("\"\(member)\"")) }
        let keys = try await TokenKeys(keySet: halves)
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

    private static func set(secret: [UInt8]) -> String {
        #"{"keys": [{"kty": "oct", "alg": "HS256", "kid": "a", "k": "\#(Base64URL.encode(secret))"}]}"#
    }

    /// HS256 over a header and a payload that no encoder of ours would write.
    private static func sign(
        _ payload: String, secret: [UInt8], kid: String = #","kid":"a""#, header: String? = nil
    ) -> String {
        let header = header ?? #"{"alg":"HS256"\#(kid),"typ":"JWT"}"#
        let content = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array(content.utf8), using: SymmetricKey(data: secret))
        return content + "." + Base64URL.encode(Array(code))
    }
}
