/// A page of the list of lives as a walk along an index, newest first: the rest of the filter is applied to each row.
/// Texts are folded (``SearchText``).
///
/// Any client may search for lives that do not exist. So a page reads at most ``reach`` rows of the index, and returns
/// the place where the next page begins. Its cost depends neither on the size of the table nor on the plan of a query
/// planner.
/// See docs/decisions/api.md, « Searches ».
struct LiveSearch: Hashable, Sendable {
    /// The most index rows that one page reads, and so the most that a filter discards: some milliseconds of database
    /// time.
    static let reach = 1_000

    /// An index in the order of the list, at one or several values.
    enum Index: Hashable, Sendable {
        case start
        case state(String)
        case classificationAge(String)
        case zoneGeo(String)
        case tag(String)
        /// The entries of ``TitleIndex`` that a word or a text of the search may be in.
        case title([String])
    }

    /// A place between two lives of the list. The lives after it started earlier, or at the same time with a smaller
    /// identity.
    struct Place: Hashable, Sendable {
        var startedAt: WallDate
        /// Nil for the place before all identities.
        var id: LiveID?
    }

    /// A condition of the filter. A live that is found fulfils all of them.
    enum Condition: Hashable, Sendable {
        case state(String)
        case classificationAge(String)
        case zoneGeo(String)
        case tag(String)
        /// A word of the title.
        case word(TitleIndex.Query.Word)
        /// A part of the title.
        case text(String)
    }

    /// The earliest date of start.
    let from: WallDate?
    /// The place where the walk begins; nil for the newest live.
    let after: Place?
    /// In order of preference among indexes with the same count.
    let conditions: [Condition]

    init(_ filter: LiveFilter, after cursor: LiveCursor?) {
        var conditions: [Condition] = []
        if let title = filter.title {
            let query = TitleIndex.Query(SearchText.folded(title))
            conditions += query.words.map(Condition.word) + query.texts.map(Condition.text)
        }
        conditions += filter.tags.map { .tag(SearchText.folded($0)) }
        if let zone = filter.zoneGeo { conditions.append(.zoneGeo(SearchText.folded(zone))) }
        if let age = filter.classificationAge { conditions.append(.classificationAge(SearchText.folded(age))) }
        if let state = filter.state { conditions.append(.state(state.rawValue)) }
        self.conditions = conditions
        from = filter.from
        let begin = cursor.map { Place(startedAt: $0.startedAt, id: $0.id) }
        // One bound, so that the index applies it. Of two bounds, a database would use one, and compare each row with
        // the other.
        if let to = filter.to, begin.map({ to <= $0.startedAt }) ?? true {
            after = Place(startedAt: to, id: nil)
        } else {
            after = begin
        }
    }

    /// The walk along the index of a condition.
    /// - Parameter entries: the entries of ``TitleIndex`` for the condition, if it is about the title.
    /// - Returns: nil if no index serves the condition: the text is too short, or in too many entries.
    func index(of condition: Condition, entries: [String]?) -> Index? {
        switch condition {
        case .state(let state): .state(state)
        case .classificationAge(let age): .classificationAge(age)
        case .zoneGeo(let zone): .zoneGeo(zone)
        case .tag(let tag): .tag(tag)
        case .word, .text: entries.map { .title($0) }
        }
    }
}
