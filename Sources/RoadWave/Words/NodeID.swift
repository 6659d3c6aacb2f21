internal import Foundation

/// The identity of one start of a node: a random UUID, so that a node that comes back is never taken for the one that died.
struct NodeID: Hashable, Sendable, CustomStringConvertible {
    /// No node: what belongs to it is a dead node's for everyone.
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

    /// The canonical lower-case form, which URLs, object keys and our own JSON have.
    var description: String { uuid.uuidString.lowercased() }
}
