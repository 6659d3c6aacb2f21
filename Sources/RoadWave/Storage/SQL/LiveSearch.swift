/// A filter as the databases compare it: folded, with nil for what is not asked.
struct LiveSearch: Hashable, Sendable {
    var state: String?
    /// A part of the title.
    var title: String?
    var zoneGeo: String?
    var tags: [String]
    var classificationAge: String?

    init(_ filter: LiveFilter) {
        state = filter.state?.rawValue
        title = filter.title.map(SearchText.folded)
        zoneGeo = filter.zoneGeo.map(SearchText.folded)
        tags = filter.tags.map(SearchText.folded)
        classificationAge = filter.classificationAge.map(SearchText.folded)
    }
}
