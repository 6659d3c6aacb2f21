internal import Foundation

/// The identity of a live: a random UUID (version 4), so that it cannot be guessed from another identity.
public struct LiveID: Hashable, Sendable, CustomStringConvertible {
    private let uuid: UUID

    /// A new identity. Foundation's random UUID is version 4.
    public init() { uuid = UUID() }

    /// Parses a UUID, whose letters may be capitals (RFC 9562 §4); nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard let uuid = UUID(exactly: text) else { return nil }
        self.uuid = uuid
    }

    /// The canonical lower-case form, used in URLs, object keys and our own JSON.
    public var description: String { uuid.uuidString.lowercased() }
}

extension UUID {
    /// The UUID of a text, with nothing before or behind it; nil for anything else.
    init?(exactly text: some StringProtocol) {
        guard text.utf8.count == 36, let uuid = UUID(uuidString: String(text)) else { return nil }
        self = uuid
    }
}
