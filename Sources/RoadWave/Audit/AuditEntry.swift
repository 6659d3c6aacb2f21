internal import Foundation

/// An event as it is stored. Its identity makes a batch that is written twice, after a lost answer, appear once. Its
/// size is bounded, whatever a request contained.
struct AuditEntry: Hashable, Sendable {
    /// The most characters of a text: more than any text of ours has, and a bound on hostile requests.
    static let maximumText = 500
    /// The most details of an event; ours have fewer than ten.
    static let maximumDetails = 32

    /// The key of its row.
    let id: String
    let event: AuditEvent

    init(_ event: AuditEvent) {
        var kept = event
        kept.details = [:]
        for (name, value) in event.details.sorted(by: { $0.key < $1.key }).prefix(Self.maximumDetails) {
            kept.details[Self.storable(name)] = Self.storable(value)
        }
        self.event = kept
        id = Self.identity(of: kept)
    }

    /// Whether a live has only one such event.
    var isOnce: Bool { event.live != nil && (event.kind == .liveStarted || event.kind == .liveEnded) }

    /// An entry that is read back.
    init(id: String, event: AuditEvent) {
        self.id = id
        self.event = event
    }

    /// A live begins and ends once, even if several nodes record it: the node that ran it, and nodes that find that
    /// node dead.
    private static func identity(of event: AuditEvent) -> String {
        switch (event.kind, event.live) {
        case (.liveStarted, let live?), (.liveEnded, let live?): "\(event.kind.rawValue):\(live)"
        default: UUID().uuidString.lowercased()
        }
    }

    private static func storable(_ value: AuditValue) -> AuditValue {
        switch value {
        case .string(let text): .string(storable(text))
        // JSON cannot express these numbers.
        case .double(let number) where !number.isFinite: .string("\(number)")
        case .double, .int, .bool: value
        }
    }

    /// A text that PostgreSQL accepts: U+0000 is replaced, since a refused request must be recorded all the same.
    private static func storable(_ text: String) -> String {
        String(
            text.prefix(maximumText).unicodeScalars.prefix(maximumText * 4).map {
                $0 == "\0" ? "\u{FFFD}" : Character($0)
            })
    }
}
