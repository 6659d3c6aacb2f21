internal import Hummingbird

/// The problems of missing rights: 401 with the codes of RFC 6750 §3.1, and 403.
extension Problem {
    static let tokenMissing = Problem(
        status: .unauthorized, code: "token_missing",
        detail: "Connectez-vous pour continuer\u{a0}: le jeton d'accès est absent ou illisible.",
        // RFC 6750 §3.1: a request without a token gets no error code.
        headers: [.wwwAuthenticate: "Bearer realm=\"roadwave\""])

    static let tokenInvalid = Problem(
        status: .unauthorized, code: "token_invalid",
        detail: "Votre jeton d'accès n'est pas valable. Reconnectez-vous.",
        headers: [.wwwAuthenticate: "Bearer realm=\"roadwave\", error=\"invalid_token\""])

    static let tokenExpired = Problem(
        status: .unauthorized, code: "token_expired", detail: "Votre session a expiré. Reconnectez-vous.",
        headers: [
            .wwwAuthenticate:
                "Bearer realm=\"roadwave\", error=\"invalid_token\", error_description=\"The token expired\""
        ])

    static let tokenRevoked = Problem(
        status: .unauthorized, code: "token_revoked", detail: "Votre accès a été révoqué. Reconnectez-vous.",
        headers: [
            .wwwAuthenticate:
                "Bearer realm=\"roadwave\", error=\"invalid_token\", error_description=\"The token was revoked\""
        ])

    static let userBanned = Problem(
        status: .forbidden, code: "user_banned",
        detail: "Votre compte est suspendu. Contactez la radio si vous pensez que c'est une erreur.")

    /// For a bearer whose role does not allow an action.
    static func roleRefused(_ action: AccessAction) -> Problem {
        let detail =
            switch action {
            case .publish, .change: "Votre compte ne permet pas de publier un live."
            case .end, .stop: "Votre compte ne permet pas d'arrêter un live."
            case .join, .beat, .leave: "Votre compte ne permet pas d'écouter ce live."
            case .like, .report: "Votre compte ne permet pas de réagir à ce live."
            case .readCurve: "Votre compte ne permet pas de lire l'audience de ce live."
            case .oversee: "Cette page est réservée à l'équipe qui exploite la radio."
            case .manageJobs: "Votre compte ne permet pas de relancer ou d'abandonner un replay."
            case .revoke: "Votre compte ne permet pas de retirer un accès."
            case .administer: "Votre compte ne permet pas de lire l'état du nœud."
            }
        return Problem(
            status: .forbidden, code: "role_refused", detail: detail,
            headers: [
                .wwwAuthenticate:
                    "Bearer realm=\"roadwave\", error=\"insufficient_scope\", "
                    + "scope=\"\(action.roles.map(\.rawValue).joined(separator: " "))\""
            ])
    }

    /// A revocation cannot be stored: it would be lost with the node, and the other nodes would not know it.
    static let revocationsUnavailable = Problem(
        status: .serviceUnavailable, code: "revocations_unavailable",
        detail: "L'accès ne peut pas être modifié pour le moment. Veuillez réessayer dans quelques instants.",
        headers: [.retryAfter: "5"])

    static let notYourLive = Problem(
        status: .forbidden, code: "not_your_live", detail: "Ce live appartient à un autre créateur.")
}
