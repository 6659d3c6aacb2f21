internal import RoadWaveRTC

/// The position of a live in the list, newest first. Lives that begin later do not move it.
struct LiveCursor: Hashable, Comparable, CustomStringConvertible {
    let startedAt: WallDate
    let id: LiveID

    /// The position of a live.
    init(_ live: Live) {
        startedAt = live.startedAt
        id = live.id
    }

    /// The position of a live that began at this date.
    init(startedAt: WallDate, id: LiveID) {
        self.startedAt = startedAt
        self.id = id
    }

    /// Parses the text of `description`; nil for any other text.
    init?(_ text: String) {
        guard let separator = text.firstIndex(of: "-"), let milliseconds = Int64(digits: text[..<separator]),
            let id = LiveID(text[text.index(after: separator)...])
        else { return nil }
        startedAt = WallDate(millisecondsSince1970: milliseconds)
        self.id = id
    }

    /// The opaque form that clients get.
    var description: String { "\(startedAt.millisecondsSince1970)-\(id)" }

    /// Whether `lhs` comes first in the list, so began later. For lives that began together, any fixed order will do.
    static func < (lhs: LiveCursor, rhs: LiveCursor) -> Bool {
        guard lhs.startedAt == rhs.startedAt else { return lhs.startedAt > rhs.startedAt }
        return lhs.id.description > rhs.id.description
    }
}
