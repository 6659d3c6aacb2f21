internal import Crypto
internal import Foundation

/// A user who reacted to a live, under a pseudonym that only shows whether two reactions to that live are from the same
/// user.
/// See docs/decisions/audience.md, « Voters have pseudonyms ».
struct Voter: Hashable, Sendable, CustomStringConvertible {
    /// The characters of a pseudonym: 128 bits.
    static let length = 32

    /// 32 hexadecimal digits in lower case.
    let description: String

    /// Parses a pseudonym; nil for a text of another form.
    init?(_ text: String) {
        guard text.utf8.count == Self.length,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        description = text
    }

    /// A random pseudonym, of no user.
    static func nobody() -> Voter { Voter(hash: (0..<length / 2).map { _ in UInt8.random(in: 0...255) }) }

    fileprivate init(hash: some Sequence<UInt8>) {
        description = hash.prefix(Self.length / 2).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// Makes the pseudonyms of voters. The same user has a different pseudonym in each live.
struct VoterNames: Sendable {
    private let key: SymmetricKey

    /// - Parameter secret: of all nodes of a radio, and in no database; without one, pseudonyms can be computed from
    ///   the identities of users.
    init(secret: String?) {
        key = SymmetricKey(data: Data("roadwave voters \(secret ?? "")".utf8))
    }

    /// The pseudonym of a user in a live.
    func voter(_ user: UserID, in live: LiveID) -> Voter {
        Voter(hash: HMAC<SHA256>.authenticationCode(for: Data("\(live) \(user)".utf8), using: key))
    }
}
