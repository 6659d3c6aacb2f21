/// A part of the list of lives, newest first.
struct LivePage: Sendable {
    /// The most lives of a page: about 30 KB of JSON, some screens of a phone.
    static let limit = 50

    var lives: [Live]
    /// The cursor of the next page, if there may be one. It is after the last live of a full page, or after the last
    /// scanned row of a search page that is not full.
    let next: LiveCursor?
    /// The number of unreadable rows in the page. An unreadable row does not hide the others.
    let unreadable: Int

    /// A page of the query's result.
    /// - Parameters:
    ///   - found: in the order of the list, one more than the limit if others follow; nil for an unreadable row.
    ///   - reached: the last position that was scanned, if there are rows after it.
    init(_ found: [Live?], limit: Int, reached: LiveCursor? = nil) {
        let page = found.prefix(limit)
        lives = page.compactMap(\.self)
        unreadable = page.count - lives.count
        next = found.count > limit ? lives.last.map { LiveCursor($0) } : reached
    }

    /// Puts titles with the exact spelling of a text, accents included, before the others: « péché » also finds « Pêche
    /// », but later. Otherwise the order stays.
    mutating func putFirst(titlesWith text: String) {
        let text = text.lowercased()
        // Characters are compared, so composed and decomposed accents are equal.
        let isSpelt = lives.map { $0.metadata.title.lowercased().contains(text) }
        let ordered = lives.indices.filter { isSpelt[$0] } + lives.indices.filter { !isSpelt[$0] }
        lives = ordered.map { lives[$0] }
    }
}
