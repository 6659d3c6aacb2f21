/// A part of the list of lives, newest first.
struct LivePage: Sendable {
    /// The most lives of a page: about 30 KB of JSON, some screens of a phone.
    static let limit = 50

    var lives: [Live]
    /// The last live of the page, when others follow it.
    let next: LiveCursor?

    /// A page of what was found.
    /// - Parameter lives: in the order of the list, one more than the limit where others follow.
    init(_ lives: [Live], limit: Int) {
        self.lives = Array(lives.prefix(limit))
        next = lives.count > limit ? self.lives.last.map { LiveCursor($0) } : nil
    }
}
