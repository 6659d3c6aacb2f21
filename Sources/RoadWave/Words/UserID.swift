internal import COpenSSL
internal import Foundation

/// The identity of a user (creator, listener or operator): the subject of their tokens.
public struct UserID: Hashable, Sendable, CustomStringConvertible {
    private let uuid: UUID

    /// The identity for a bearer token where no keys are configured: the token itself if it is a UUID, otherwise its
    /// UUID version 5 (RFC 9562 §5.5), in the URL namespace, of `urn:roadwave:creator:TOKEN`.
    public init(token: String) {
        uuid = UUID(exactly: token) ?? Self.uuid5(name: "urn:roadwave:creator:" + token)
    }

    /// The identity in a text; nil if it is not a UUID.
    public init?(_ text: String) {
        guard let uuid = UUID(exactly: text) else { return nil }
        self.uuid = uuid
    }

    /// The canonical lower-case form.
    public var description: String { uuid.uuidString.lowercased() }

    /// RFC 9562, appendix A: the namespace for URLs, `6ba7b811-9dad-11d1-80b4-00c04fd430c8`.
    private static let urlNamespace: [UInt8] = [
        0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
    ]

    /// SHA-1 here names, it protects nothing.
    private static func uuid5(name: String) -> UUID {
        let input = urlNamespace + Array(name.utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        SHA1(input, input.count, &digest)
        digest[6] = digest[6] & 0x0f | 0x50
        digest[8] = digest[8] & 0x3f | 0x80
        return digest.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
