/// A part of the list of lives, newest first.
struct LivePage {
    /// The most lives of a page: about 30 KB of JSON, some screens of a phone.
    static let limit = 50

    let lives: [Live]
    /// The last live of the page, when others follow it.
    let next: LiveCursor?

    /// The page that follows `cursor`, or the first one.
    init(of lives: [Live], matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int = Self.limit) {
        let matching = lives.filter { live in
            filter.matches(live) && cursor.map { $0 < LiveCursor(live) } ?? true
        }
        self.lives = Array(matching.sorted { LiveCursor($0) < LiveCursor($1) }.prefix(limit))
        next = matching.count > limit ? self.lives.last.map { LiveCursor($0) } : nil
    }
}
