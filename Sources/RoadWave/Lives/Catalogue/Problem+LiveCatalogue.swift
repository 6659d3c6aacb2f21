internal import HTTPTypes

extension Problem {
    /// The list of lives cannot be read. Lives and their media go on.
    static let catalogueUnavailable = Problem(
        status: .serviceUnavailable, code: "catalogue_unavailable",
        detail: "La liste des lives est momentanément indisponible. Veuillez réessayer dans quelques instants.",
        headers: [.retryAfter: "5"])
}
