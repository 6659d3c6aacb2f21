import Foundation
import Testing

@testable import RoadWave

/// Tokens that OpenSSL's command line signs, with keys that it makes: no code of ours, nor of our libraries, had a hand
/// in them.
@Suite("Tokens made by OpenSSL")
struct OpenSSLTokenTests {
    @Test(
        "a token signed with the private half is taken by whoever has the public half",
        arguments: OpenSSLKey.Kind.allCases)
    func taken(kind: OpenSSLKey.Kind) async throws {
        let key = try OpenSSLKey(kind)
        let keys = try await TokenKeys(keySet: #"{"keys": [\#(try key.jwk())]}"#)
        let claims = try await keys.verify(try key.token(), at: .now)
        #expect(claims.subject == UserID("7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11"))
        #expect(claims.role == .operator)
    }

    @Test("one changed bit of it is refused", arguments: OpenSSLKey.Kind.allCases)
    func changed(kind: OpenSSLKey.Kind) async throws {
        let key = try OpenSSLKey(kind)
        let keys = try await TokenKeys(keySet: #"{"keys": [\#(try key.jwk())]}"#)
        let parts = try key.token().split(separator: ".").map(String.init)
        var signature = try #require(Base64URL.decode(parts[2]))
        signature[signature.count / 2] ^= 1
        let changed = "\(parts[0]).\(parts[1]).\(Base64URL.encode(signature))"
        await #expect(throws: TokenRefusal.unreadable) { try await keys.verify(changed, at: .now) }
    }

    @Test("a token of another key under the same name is refused", arguments: OpenSSLKey.Kind.allCases)
    func stranger(kind: OpenSSLKey.Kind) async throws {
        let keys = try await TokenKeys(keySet: #"{"keys": [\#(try OpenSSLKey(kind).jwk())]}"#)
        let token = try OpenSSLKey(kind).token()
        await #expect(throws: TokenRefusal.unreadable) { try await keys.verify(token, at: .now) }
    }

    @Test("the public key of a set, which everybody knows, is no secret to sign with")
    func confusion() async throws {
        let key = try OpenSSLKey(.rsa)
        let keys = try await TokenKeys(keySet: #"{"keys": [\#(try key.jwk())]}"#)
        for secret in [try key.publicPEM(), try key.publicDER()] {
            for algorithm in ["HS256", "RS256"] {
                let token = try OpenSSLKey.hmacToken(algorithm: algorithm, secret: secret)
                await #expect(throws: TokenRefusal.unreadable) { try await keys.verify(token, at: .now) }
            }
        }
    }
}
