internal import Foundation

/// The identity of a published replay: a random UUID (version 4).
struct ReplayID: Hashable, Sendable, CustomStringConvertible {
    private let uuid: UUID

    /// A new identity.
    init() { uuid = UUID() }

    /// Parses a UUID; nil for anything else.
    init?(_ text: some StringProtocol) {
        guard let uuid = UUID(exactly: text) else { return nil }
        self.uuid = uuid
    }

    /// The canonical lower-case form.
    var description: String { uuid.uuidString.lowercased() }
}
