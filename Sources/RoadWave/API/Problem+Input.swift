internal import HTTPTypes

/// What is answered to requests that say what they must not: each names the parameter or the field that is wrong.
extension Problem {
    /// For a query: its sentence, which creators and listeners may read.
    init(_ error: RequestQueryError) {
        self.init(
            status: .badRequest, code: "invalid_query", detail: error.message, reason: error.description,
            field: error.parameter)
    }

    /// For a text of a live: in the creator's words.
    init(_ error: LiveMetadataError) {
        self.init(
            status: .badRequest, code: "invalid_query", detail: error.description,
            reason: "the parameter \(error.field.rawValue) is not acceptable", field: error.field.rawValue)
    }

    /// For a body of JSON, of which only the developer of the application knows.
    init(_ fault: BodyFault) {
        let field = fault.field ?? ""
        self.init(
            status: .badRequest, code: "invalid_body",
            detail: field.isEmpty
                ? "L'application a envoyé une requête invalide."
                : "L'application a envoyé une requête invalide\u{a0}: le champ «\u{a0}\(field)\u{a0}» n'est pas accepté.",
            reason: fault.description, field: fault.field)
    }
}
