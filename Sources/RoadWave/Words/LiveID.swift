internal import Foundation

/// The identity of a live: a random UUID (version 4), so that it cannot be guessed from another one.
public struct LiveID: Hashable, Sendable, CustomStringConvertible {
    private let uuid: UUID

    /// A new identity. Foundation's random UUID is version 4.
    public init() { uuid = UUID() }

    /// Parses the canonical lower-case form that URLs and object keys have; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard let uuid = UUID(uuidString: String(text)), uuid.uuidString.lowercased() == text else { return nil }
        self.uuid = uuid
    }

    /// The canonical lower-case form.
    public var description: String { uuid.uuidString.lowercased() }
}
