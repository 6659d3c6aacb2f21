extension LiveFilter {
    /// The minimum length of a title search, in characters: a shorter text is in most titles, or in none.
    static let minimumTitle = 3

    /// Parses the parameters of `GET /lives` and `GET /replays`. An empty parameter is ignored, like an empty field of a form.
    /// - Throws: `RequestQueryError` for an invalid value.
    init(_ query: RequestQuery) throws(RequestQueryError) {
        if let text = try query.text("state") {
            guard let state = LiveState(rawValue: text) else {
                let states = LiveState.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid("state", accepted: "valeurs possibles\u{a0}: \(states)")
            }
            self.state = state
        }
        title = try query.text("q", maximum: LiveMetadata.maximumTitle)
        if let title, title.unicodeScalars.count(where: { !$0.properties.isWhitespace }) < Self.minimumTitle {
            throw .invalid("q", accepted: "\(Self.minimumTitle) caractères au moins")
        }
        zoneGeo = try query.text("zone_geo", maximum: LiveMetadata.maximumText)
        classificationAge = try query.text("classification_age", maximum: LiveMetadata.maximumText)
        tags = try query.all("tag").filter { !$0.isEmpty }.map { text throws(RequestQueryError) in
            try RequestQuery.checked(text, "tag", maximum: LiveMetadata.maximumText)
        }
        guard tags.count <= LiveMetadata.maximumTags else {
            throw .invalid("tag", accepted: "\(LiveMetadata.maximumTags) au plus")
        }
        from = try query.date("from")
        to = try query.date("to")
    }
}

extension LiveCursor {
    /// The cursor in the parameters of `GET /lives`, if there is one.
    static func of(_ query: RequestQuery) throws(RequestQueryError) -> LiveCursor? {
        guard let text = try query.text("cursor") else { return nil }
        guard let cursor = LiveCursor(text) else {
            throw .invalid(
                "cursor", accepted: "valeur attendue\u{a0}: le champ «\u{a0}next\u{a0}» de la page précédente")
        }
        return cursor
    }
}

extension RequestQuery {
    /// A parameter that is present and not empty.
    fileprivate func text(_ name: String) throws(RequestQueryError) -> String? {
        try value(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A parameter with a maximum length: a longer text could not be found.
    fileprivate func text(_ name: String, maximum: Int) throws(RequestQueryError) -> String? {
        guard let text = try text(name) else { return nil }
        return try Self.checked(text, name, maximum: maximum)
    }

    /// Control characters are refused as well: no text of a live has one, and no database can be queried for U+0000.
    fileprivate static func checked(_ text: String, _ name: String, maximum: Int) throws(RequestQueryError) -> String {
        guard text.count <= maximum else { throw .invalid(name, accepted: "\(maximum) caractères au plus") }
        guard !text.unicodeScalars.contains(where: \.isForbiddenInText) else {
            throw .invalid(name, accepted: "sans caractère de contrôle")
        }
        return text
    }

    /// A parameter that is a date.
    fileprivate func date(_ name: String) throws(RequestQueryError) -> WallDate? {
        guard let text = try text(name) else { return nil }
        guard let date = WallDate(parsing: text) else {
            throw .invalid(name, accepted: "date et heure attendues, telles que 2026-03-29T12:34:56Z")
        }
        return date
    }
}
