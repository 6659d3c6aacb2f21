/// A part of the list of lives, newest first.
struct LivePage: Sendable {
    /// The most lives of a page: about 30 KB of JSON, some screens of a phone.
    static let limit = 50

    var lives: [Live]
    /// From where the list goes on, when it may: behind the last live of a full page, or behind those that were looked
    /// through for one that has few lives, or none.
    let next: LiveCursor?
    /// How many rows of the page nobody can read: one of them is no reason to hide the others.
    let unreadable: Int

    /// A page of what was found.
    /// - Parameters:
    ///   - found: in the order of the list, one more than the limit where others follow; nil for a row that is none of ours.
    ///   - reached: the last place that was looked at, when there are others behind it.
    init(_ found: [Live?], limit: Int, reached: LiveCursor? = nil) {
        let page = found.prefix(limit)
        lives = page.compactMap(\.self)
        unreadable = page.count - lives.count
        next = found.count > limit ? lives.last.map { LiveCursor($0) } : reached
    }
}
