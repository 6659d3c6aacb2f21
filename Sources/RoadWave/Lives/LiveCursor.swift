internal import RoadWaveRTC

/// The place of a live in the list, newest first; lives that begin later do not move it.
struct LiveCursor: Hashable, Comparable, CustomStringConvertible {
    let startedAt: WallDate
    let id: LiveID

    /// The place of a live.
    init(_ live: Live) {
        startedAt = live.startedAt
        id = live.id
    }

    /// The place of a live that began then.
    init(startedAt: WallDate, id: LiveID) {
        self.startedAt = startedAt
        self.id = id
    }

    /// Parses what `description` gives; nil for anything else.
    init?(_ text: String) {
        guard let separator = text.firstIndex(of: "-"), let milliseconds = Int64(digits: text[..<separator]),
            let id = LiveID(text[text.index(after: separator)...])
        else { return nil }
        startedAt = WallDate(millisecondsSince1970: milliseconds)
        self.id = id
    }

    /// The form that clients are given, and have no need to understand.
    var description: String { "\(startedAt.millisecondsSince1970)-\(id)" }

    /// Whether `lhs` comes before in the list: it began later. Of two that began together, either order will do.
    static func < (lhs: LiveCursor, rhs: LiveCursor) -> Bool {
        guard lhs.startedAt == rhs.startedAt else { return lhs.startedAt > rhs.startedAt }
        return lhs.id.description > rhs.id.description
    }
}
