/// The JSON of `POST /lives/{id}/listeners`; nothing of it has to be there.
struct JoinRequest: Equatable {
    /// Where the listener is; nil where the application does not say.
    let position: GeoPosition?

    /// - Parameter body: nil for an empty one.
    /// - Throws: `JSONError`, for a place that is not on Earth as well.
    init(_ body: JSONValue?) throws(JSONError) {
        guard let body, let place = try JSONObject(body).object("position") else {
            position = nil
            return
        }
        position = GeoPosition(
            latitude: try place.number("lat", in: -90...90), longitude: try place.number("lon", in: -180...180))
    }
}

/// The JSON of `POST /lives/{id}/reports`.
struct ReportRequest: Equatable {
    /// What the live is reported for.
    let category: ReportCategory

    /// - Parameter body: nil for an empty one.
    /// - Throws: `JSONError` that names the categories where it has none of them.
    init(_ body: JSONValue?) throws(JSONError) {
        category = try JSONObject(body ?? .object([:])).choice("category")
    }
}
