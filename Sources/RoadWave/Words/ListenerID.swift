internal import Foundation

/// The identity of a user as a listener of a live, from joining to leaving: a random UUID (version 4), so that nobody
/// can guess another one. The devices of one user share it. See docs/decisions/audience.md, « One listener a user ».
struct ListenerID: Hashable, Sendable, CustomStringConvertible {
    private let uuid: UUID

    /// A new identity. Foundation's random UUID is version 4.
    init() { uuid = UUID() }

    /// Parses a UUID, whose letters may be capitals (RFC 9562 §4); nil for anything else.
    init?(_ text: some StringProtocol) {
        guard let uuid = UUID(exactly: text) else { return nil }
        self.uuid = uuid
    }

    /// The canonical lower-case form, used in URLs, object keys and our own JSON.
    var description: String { uuid.uuidString.lowercased() }
}
