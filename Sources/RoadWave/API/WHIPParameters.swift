/// The parameters in the query of `POST /whip`, before the texts are checked.
struct WHIPParameters {
    /// The live to continue, as sent by the client; nil for a new one.
    let live: String?
    private let title: String?
    private let zoneGeo: String?
    private let tags: [String]
    private let classificationAge: String?

    /// Reads the part of a URL after `?`.
    init(_ query: String?) throws(RequestQueryError) {
        let query = try RequestQuery(query)
        live = try query.value("live_id")
        title = try query.value("title")
        zoneGeo = try query.value("zone_geo")
        tags = query.all("tag")
        classificationAge = try query.value("classification_age")
    }

    /// The texts of a new live.
    func metadata() throws(LiveMetadataError) -> LiveMetadata {
        // A general WHIP application knows nothing of titles.
        try LiveMetadata(
            title: title ?? "Live sans titre", zoneGeo: zoneGeo, tags: tags, classificationAge: classificationAge)
    }
}
