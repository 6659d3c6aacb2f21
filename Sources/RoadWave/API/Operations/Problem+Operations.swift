internal import HTTPTypes

/// The problems of the routes for operators.
extension Problem {
    static let nodesUnavailable = Problem(
        status: .serviceUnavailable, code: "nodes_unavailable",
        detail: "Le registre des nœuds ne répond pas. Veuillez réessayer dans quelques instants.",
        headers: [.retryAfter: "5"])

    static let jobsUnavailable = Problem(
        status: .serviceUnavailable, code: "jobs_unavailable",
        detail: "Les replays en préparation ne peuvent pas être lus. Veuillez réessayer dans quelques instants.",
        headers: [.retryAfter: "5"])

    static let jobNotFound = Problem(
        status: .notFound, code: "job_not_found", detail: "Ce live n'a pas de replay en préparation.")

    /// For a job whose state does not allow the change.
    static func jobRefused(_ detail: String) -> Problem {
        Problem(status: .conflict, code: "job_refused", detail: detail)
    }
}
