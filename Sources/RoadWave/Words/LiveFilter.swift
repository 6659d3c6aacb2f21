/// A filter of the list of lives. Fields that are nil or empty do not restrict it.
///
/// Texts are compared as people do (``SearchText``): « meteo » finds « Météo ».
struct LiveFilter: Sendable {
    var state: LiveState?
    /// Words of the title, or a part of it.
    var title: String?
    var zoneGeo: String?
    /// The live has all of these tags.
    var tags: [String] = []
    var classificationAge: String?
    /// The earliest date of start, included.
    var from: WallDate?
    /// The end of the period, excluded, so that the periods of two lists do not overlap.
    var to: WallDate?

    /// Whether this is a search: more than a filter by state and date. Anyone may send searches with random values, so
    /// they are rate-limited and answered separately from the list on every page.
    var isSearch: Bool {
        title != nil || zoneGeo != nil || !tags.isEmpty || classificationAge != nil
    }
}
