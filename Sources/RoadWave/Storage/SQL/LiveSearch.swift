/// The plan of one page of the list: an index is walked from a place on, newest first, and each of its rows is compared
/// with the filter. Texts are folded (``SearchText``).
///
/// Any client may search for lives that do not exist. So a page reads at most ``reach`` rows of the index, and returns
/// the place where the next page begins. Its cost depends neither on the size of the table nor on the plan of a query
/// planner.
/// See docs/decisions/api.md, « Searches ».
struct LiveSearch: Hashable, Sendable {
    /// The most index rows that one page reads: some 20 ms of database time, and days of a radio with 100 concurrent
    /// lives.
    static let reach = 10_000

    /// The index of the walk: that of the filter which probably matches the fewest lives, without counting them. All
    /// indexes have the order of the list.
    enum Index: Hashable, Sendable {
        case start
        case state(String)
        case classificationAge(String)
        case zoneGeo(String)
        case tag(String)
    }

    /// A place between two lives of the list. The lives after it started earlier, or at the same time with a smaller
    /// identity.
    struct Place: Hashable, Sendable {
        var startedAt: WallDate
        /// Nil for the place before all identities.
        var id: LiveID?
    }

    let index: Index
    /// The earliest date of start.
    let from: WallDate?
    /// The place where the walk begins; nil for the newest live.
    let after: Place?

    /// The filters that the index does not cover; nil or empty if there are none.
    private(set) var state: String?
    /// A part of the title.
    private(set) var title: String?
    private(set) var zoneGeo: String?
    private(set) var tags: [String]
    private(set) var classificationAge: String?

    init(_ filter: LiveFilter, after cursor: LiveCursor?) {
        state = filter.state?.rawValue
        title = filter.title.map(SearchText.folded)
        zoneGeo = filter.zoneGeo.map(SearchText.folded)
        tags = filter.tags.map(SearchText.folded)
        classificationAge = filter.classificationAge.map(SearchText.folded)
        from = filter.from
        let begin = cursor.map { Place(startedAt: $0.startedAt, id: $0.id) }
        // One bound, so that the index applies it. Of two bounds, a database would use one, and compare each row with
        // the other.
        if let to = filter.to, begin.map({ to <= $0.startedAt }) ?? true {
            after = Place(startedAt: to, id: nil)
        } else {
            after = begin
        }
        if let tag = tags.first {
            index = .tag(tag)
            tags.removeFirst()
        } else if let zone = zoneGeo {
            index = .zoneGeo(zone)
            zoneGeo = nil
        } else if let age = classificationAge {
            index = .classificationAge(age)
            classificationAge = nil
        } else if let known = state {
            index = .state(known)
            state = nil
        } else {
            index = .start
        }
    }

    /// Whether every row of the index matches: a page then reads only the rows that it returns.
    var isWhole: Bool {
        state == nil && title == nil && zoneGeo == nil && tags.isEmpty && classificationAge == nil
    }
}
