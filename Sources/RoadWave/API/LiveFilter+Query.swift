extension LiveFilter {
    /// The filter that the parameters of `GET /lives` say. An empty one says nothing, as a form that is not filled in.
    /// - Throws: `Problem` 400 for a value that cannot be one.
    init(_ query: RequestQuery) throws(Problem) {
        if let text = query.text("state") {
            guard let state = LiveState(rawValue: text) else {
                let states = LiveState.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem.invalidParameter("state", "valeurs possibles : \(states)")
            }
            self.state = state
        }
        title = try query.text("q", maximum: LiveMetadata.maximumTitle)
        zoneGeo = try query.text("zone_geo", maximum: LiveMetadata.maximumText)
        classificationAge = try query.text("classification_age", maximum: LiveMetadata.maximumText)
        tags = try query.all("tag").filter { !$0.isEmpty }.map { text throws(Problem) in
            try RequestQuery.checked(text, "tag", maximum: LiveMetadata.maximumText)
        }
        guard tags.count <= LiveMetadata.maximumTags else {
            throw Problem.invalidParameter("tag", "\(LiveMetadata.maximumTags) au plus")
        }
        from = try query.date("from")
        to = try query.date("to")
    }
}

extension LiveCursor {
    /// The cursor in the parameters of `GET /lives`, if there is one.
    static func of(_ query: RequestQuery) throws(Problem) -> LiveCursor? {
        guard let text = query.text("cursor") else { return nil }
        guard let cursor = LiveCursor(text) else {
            throw Problem.invalidParameter("cursor", "valeur attendue : le champ « next » de la page précédente")
        }
        return cursor
    }
}

extension RequestQuery {
    /// A parameter that is there and not empty.
    fileprivate func text(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A parameter of so many characters at most: nothing longer could be found.
    fileprivate func text(_ name: String, maximum: Int) throws(Problem) -> String? {
        guard let text = text(name) else { return nil }
        return try Self.checked(text, name, maximum: maximum)
    }

    /// No text of a live has a control character either; and no database could be asked for U+0000.
    fileprivate static func checked(_ text: String, _ name: String, maximum: Int) throws(Problem) -> String {
        guard text.count <= maximum else { throw Problem.invalidParameter(name, "\(maximum) caractères au plus") }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw Problem.invalidParameter(name, "sans caractère de contrôle")
        }
        return text
    }

    /// A parameter that is a date.
    fileprivate func date(_ name: String) throws(Problem) -> WallDate? {
        guard let text = text(name) else { return nil }
        guard let date = WallDate(parsing: text) else {
            throw Problem.invalidParameter(name, "date et heure attendues, telles que 2026-03-29T12:34:56Z")
        }
        return date
    }
}
