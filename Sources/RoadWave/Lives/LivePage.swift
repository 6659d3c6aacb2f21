/// A part of the list of lives, newest first.
struct LivePage: Sendable {
    /// The most lives of a page: about 30 KB of JSON, some screens of a phone.
    static let limit = 50

    var lives: [Live]
    /// The last live of the page, when others follow it.
    let next: LiveCursor?
    /// How many rows of the page nobody can read: one of them is no reason to hide the others.
    let unreadable: Int

    /// A page of what was found.
    /// - Parameter found: in the order of the list, one more than the limit where others follow; nil for a row that is
    ///   none of ours.
    init(_ found: [Live?], limit: Int) {
        let page = found.prefix(limit)
        lives = page.compactMap(\.self)
        unreadable = page.count - lives.count
        next = found.count > limit ? lives.last.map { LiveCursor($0) } : nil
    }
}
