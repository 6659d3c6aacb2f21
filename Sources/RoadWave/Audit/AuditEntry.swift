internal import Foundation

/// An event as it is stored: with an identity, so that a batch that is written again after a lost answer is there once,
/// and within bounds, whatever a request brought.
struct AuditEntry: Hashable, Sendable {
    /// What a text may have, in characters: more than any text of ours, and a bound on what hostile requests leave.
    static let maximumText = 500
    /// What an event may have; ours have fewer than ten.
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

    /// An entry that is read back.
    init(id: String, event: AuditEvent) {
        self.id = id
        self.event = event
    }

    /// A live begins and ends once, whoever says so: the node that ran it, and others who find that node dead.
    private static func identity(of event: AuditEvent) -> String {
        switch (event.kind, event.live) {
        case (.liveStarted, let live?), (.liveEnded, let live?): "\(event.kind.rawValue):\(live)"
        default: UUID().uuidString.lowercased()
        }
    }

    private static func storable(_ value: AuditValue) -> AuditValue {
        switch value {
        case .string(let text): .string(storable(text))
        // JSON has no word for these.
        case .double(let number) where !number.isFinite: .string("\(number)")
        case .double, .int, .bool: value
        }
    }

    /// A text that PostgreSQL takes: it knows no U+0000. What was refused has to be kept all the same, and says so.
    private static func storable(_ text: String) -> String {
        String(
            text.prefix(maximumText).unicodeScalars.prefix(maximumText * 4).map {
                $0 == "\0" ? "\u{FFFD}" : Character($0)
            })
    }
}
