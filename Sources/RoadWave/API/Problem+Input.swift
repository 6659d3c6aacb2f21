internal import HTTPTypes

/// The problems for invalid input: each names the invalid parameter or field.
extension Problem {
    /// For a query: its message is for creators and listeners.
    init(_ error: RequestQueryError) {
        self.init(
            status: .badRequest, code: "invalid_query", detail: error.message, reason: error.description,
            field: error.parameter)
    }

    /// For a text of a live: its message is for the creator.
    init(_ error: LiveMetadataError) {
        self.init(
            status: .badRequest, code: "invalid_query", detail: error.description,
            reason: "the parameter \(error.field.rawValue) is not acceptable", field: error.field.rawValue)
    }

    /// For a JSON body: its message is for the developer of the application.
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
