/// How a page of the list is found: an index that is walked from a place on, newest first, and what each of its rows is
/// compared with. Texts are folded (``SearchText``).
///
/// Anybody may ask for whatever is not there. So a page reads no more than ``reach`` rows of the index, and says where the
/// next one goes on: what a page costs follows neither from the size of the table nor from what a planner makes of it.
/// See docs/decisions/api.md, « Searches ».
struct LiveSearch: Hashable, Sendable {
    /// The rows of an index that one page reads at most: some 20 ms of a database, and days of a radio with 100 lives at
    /// once.
    static let reach = 10_000

    /// The index that is walked: of the value that fewest lives have, as far as one can tell without counting. Each is in
    /// the order of the list.
    enum Index: Hashable, Sendable {
        case start
        case state(String)
        case classificationAge(String)
        case zoneGeo(String)
        case tag(String)
    }

    /// A place between two lives of the list: where those begin that started before, or together with a smaller identity.
    struct Place: Hashable, Sendable {
        var startedAt: WallDate
        /// Nil for before every identity.
        var id: LiveID?
    }

    let index: Index
    /// The first date of start.
    let from: WallDate?
    /// Where the walk begins; nil for the newest live.
    let after: Place?

    /// What the index does not tell; nil or empty for what is not asked.
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
        // One bound, for an index: of two, a database would take one and compare each row with the other.
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

    /// Whether every row of the index is one that is asked for: then a page reads its own rows alone.
    var isWhole: Bool {
        state == nil && title == nil && zoneGeo == nil && tags.isEmpty && classificationAge == nil
    }
}
