internal import Foundation

/// The identity of a user's listening to a live, from joining to leaving: a random UUID (version 4), so that nobody can
/// guess another's. The devices of one user share it: see
/// docs/decisions/audience.md, « One listener a user ».
struct ListenerID: Hashable, Sendable, CustomStringConvertible {
    private let uuid: UUID

    /// A new identity. Foundation's random UUID is version 4.
    init() { uuid = UUID() }

    /// Parses the canonical lower-case form that URLs have; nil for anything else.
    init?(_ text: some StringProtocol) {
        guard let uuid = UUID(uuidString: String(text)), uuid.uuidString.lowercased() == text else { return nil }
        self.uuid = uuid
    }

    /// The canonical lower-case form.
    var description: String { uuid.uuidString.lowercased() }
}
