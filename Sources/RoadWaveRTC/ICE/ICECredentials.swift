/// The user name fragment and password of one side of an ICE session (RFC 8445 §5.3).
public struct ICECredentials: Hashable, Sendable {
    /// Names the session in the checks; 4 to 256 characters.
    public var ufrag: String
    /// Signs the checks that this side receives; 22 to 256 characters.
    public var password: String

    /// Credentials as read from a session description.
    public init(ufrag: String, password: String) {
        self.ufrag = ufrag
        self.password = password
    }

    /// Fresh credentials from the system's cryptographic generator: 48 bits of ufrag, so that two lives of a node never
    /// have the same one, and 144 bits of password (RFC 8445 §5.3 asks for 24 and 128).
    public static func random() -> ICECredentials {
        ICECredentials(ufrag: characters(8), password: characters(24))
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func characters(_ count: Int) -> String {
        String(decoding: (0..<count).map { _ in alphabet[Int.random(in: alphabet.indices)] }, as: UTF8.self)
    }
}
