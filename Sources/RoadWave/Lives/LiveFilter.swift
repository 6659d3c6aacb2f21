/// Which lives are asked for. What is nil or empty asks for nothing in particular.
///
/// Texts are compared as people do (``SearchText``): « meteo » finds « Météo ».
struct LiveFilter: Sendable {
    var state: LiveState?
    /// What the title contains.
    var title: String?
    var zoneGeo: String?
    /// Every one of them is a tag of the live.
    var tags: [String] = []
    var classificationAge: String?
    /// The first date of start that is asked for.
    var from: WallDate?
    /// The first date of start that is not asked for any more: the periods of two lists do not overlap.
    var to: WallDate?

    /// Whether something is looked for, beyond what is on the air and when: what anybody may ask for at random, and what
    /// is counted and answered apart from the list that every page shows.
    var isSearch: Bool {
        title != nil || zoneGeo != nil || !tags.isEmpty || classificationAge != nil
    }
}
