internal import HTTPTypes

/// The problems of the routes for listeners.
extension Problem {
    /// For a session that has ended or never existed: the application must join again.
    static let listenerNotFound = Problem(
        status: .notFound, code: "listener_not_found",
        detail: "Cette écoute est inconnue ou a expiré. Rejoignez de nouveau le live.")

    static let notYourListener = Problem(
        status: .forbidden, code: "not_your_listener", detail: "Cette écoute appartient à un autre compte.")

    static let audienceFull = Problem(
        status: .serviceUnavailable, code: "audience_full",
        detail: "Ce live a trop d'auditeurs pour vous compter. Vous pouvez l'écouter.",
        headers: [.retryAfter: "60"])

    static let audienceUnavailable = Problem(
        status: .serviceUnavailable, code: "audience_unavailable",
        detail: "Les auditeurs ne peuvent pas être comptés pour le moment. Vous pouvez continuer d'écouter.",
        headers: [.retryAfter: "5"])

    /// For a live that is over, with the message for listeners.
    static func notListenable(_ live: Live) -> Problem {
        Problem(
            status: .gone, code: live.state == .lost ? "live_lost" : "live_over",
            detail: (live.endReason ?? (live.state == .lost ? .nodeLost : .creator)).listenerMessage)
    }
}
