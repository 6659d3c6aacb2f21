internal import Foundation

/// The identity of one start of a node: a random UUID, so that a restarted node is never mistaken for the one that
/// died.
struct NodeID: Hashable, Sendable, CustomStringConvertible {
    /// No node: all nodes treat its lives as those of a dead node.
    static let nobody = NodeID(uuid: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))

    private let uuid: UUID

    private init(uuid: UUID) { self.uuid = uuid }

    /// A new identity.
    init() { uuid = UUID() }

    /// Parses a UUID, whose letters may be capitals (RFC 9562 §4); nil for anything else.
    init?(_ text: some StringProtocol) {
        guard let uuid = UUID(exactly: text) else { return nil }
        self.uuid = uuid
    }

    /// The canonical lower-case form, used in URLs, object keys and our own JSON.
    var description: String { uuid.uuidString.lowercased() }
}
