internal import HTTPTypes

/// Every problem that the routes answer with, in one place for translators and for the API's description.
extension Problem {
    static let notFound = Problem(status: .notFound, code: "not_found", detail: "Cette adresse n'existe pas.")

    static let internalError = Problem(
        status: .internalServerError, code: "internal",
        detail: "Une erreur est survenue sur le serveur. Veuillez réessayer.")

    static func methodNotAllowed(allow: String) -> Problem {
        Problem(
            status: .methodNotAllowed, code: "method_not_allowed",
            detail: "Cette adresse n'accepte que : \(allow).", headers: [.allow: allow])
    }

    static let liveNotFound = Problem(
        status: .notFound, code: "live_not_found", detail: "Ce live n'existe pas ou n'existe plus.")

    static let mediaNotFound = Problem(
        status: .notFound, code: "media_not_found", detail: "Ce segment ou ce manifeste n'existe pas ou n'existe plus.")

    static func rangeNotSatisfiable(size: Int) -> Problem {
        Problem(
            status: .rangeNotSatisfiable, code: "range_not_satisfiable",
            detail: "L'intervalle demandé est hors du fichier, qui fait \(size) octets.",
            headers: [.contentRange: "bytes */\(size)"])
    }

    static let storageUnavailable = Problem(
        status: .serviceUnavailable, code: "storage_unavailable",
        detail: "Le stockage ne répond pas. Veuillez réessayer dans quelques instants.", headers: [.retryAfter: "2"])

    // Publishing.

    static let originRefused = Problem(
        status: .forbidden, code: "origin_refused",
        detail: "Sans clés, ce serveur ne laisse publier que les pages de cette machine.")

    /// - Parameter reason: for the developer of the application, in English.
    static func invalidOffer(_ reason: String) -> Problem {
        Problem(
            status: .badRequest, code: "invalid_offer",
            detail: "L'application n'a pas su démarrer le live\u{a0}: son offre WebRTC est invalide.", reason: reason)
    }

    /// - Parameter reason: for the developer of the application, in English.
    static func invalidFragment(_ reason: String) -> Problem {
        Problem(
            status: .badRequest, code: "invalid_fragment",
            detail: "L'application n'a pas su rétablir le live\u{a0}: sa mise à jour WebRTC est invalide.",
            reason: reason)
    }

    static let opusMissing = Problem(
        status: .notAcceptable, code: "opus_missing",
        detail: "L'application doit envoyer le son en Opus\u{a0}: l'offre WebRTC n'en propose pas.")

    static func tooLarge(limit: Int) -> Problem {
        Problem(
            // SwiftNIO writes the phrase of RFC 7231 in the status line, whatever is given: the title says the same.
            status: HTTPResponse.Status(code: 413, reasonPhrase: "Payload Too Large"), code: "too_large",
            detail: "La requête dépasse la taille permise de \(limit) octets.")
    }

    static let tooSlow = Problem(
        status: .requestTimeout, code: "request_timeout",
        detail: "La requête n'est pas arrivée en entier à temps. Vérifiez la connexion et réessayez.")

    static func unsupportedMediaType(accepted: String, header: HTTPField.Name) -> Problem {
        Problem(
            status: .unsupportedMediaType, code: "unsupported_media_type",
            detail: "Le contenu doit être de type \(accepted).", headers: [header: accepted])
    }

    static let preconditionRequired = Problem(
        status: .preconditionRequired, code: "precondition_required",
        detail: "La requête doit porter un en-tête If-Match avec l'étiquette de la session WebRTC.")

    static let preconditionFailed = Problem(
        status: .preconditionFailed, code: "precondition_failed",
        detail: "La session WebRTC a changé depuis\u{a0}: son étiquette n'est plus celle de la requête.")

    static let liveOver = Problem(status: .conflict, code: "live_over", detail: "Ce live est terminé.")

    /// The `detail` is the specification's sentence, word for word.
    static let liveLost = Problem(status: .gone, code: "live_lost", detail: EndReason.nodeLost.message)

    /// For whoever asks for the events of a live that has none any more.
    static let eventsOver = Problem(status: .gone, code: "live_over", detail: "Ce live est terminé.")

    static let tooManyStreams = Problem(
        status: .serviceUnavailable, code: "too_many_streams",
        detail: "Trop de suivis de lives sont ouverts. Veuillez réessayer dans quelques instants.",
        headers: [.retryAfter: "10"])

    /// For a client who holds as many as one may.
    static let tooManyOwnStreams = Problem(
        status: .tooManyRequests, code: "too_many_own_streams",
        detail: "Vous suivez trop de lives à la fois. Fermez d'autres pages, puis réessayez.",
        headers: [.retryAfter: "10"])

    /// The `detail` is the specification's sentence, word for word. A place is free when a live ends, which nobody
    /// can foretell: `Retry-After` spreads the next tries over the « quelques minutes » of the sentence.
    static let capacityReached = Problem(
        status: .serviceUnavailable, code: "capacity_reached",
        detail: "Capacité maximale atteinte. Veuillez réessayer dans quelques minutes",
        headers: [.retryAfter: "120"])

    /// The same for a premium creator, who waits in the queue and asks again in time for the next free place.
    static func queued(_ standing: QueueStanding) -> Problem {
        var problem = capacityReached
        problem.queue = Queue(position: standing.place.position, ticket: standing.place.ticket.description)
        problem.headers[.retryAfter] = "\(standing.askAgainAfter.components.seconds)"
        return problem
    }

    /// For a creator who holds as many lives as one may. One that hangs is resumed with its identity (`POST /whip?live_id=`),
    /// or ended (`DELETE /whip/{live_id}`): after either the creator goes on at once, without waiting for its end.
    /// - Parameter lives: those that the creator holds.
    static func alreadyLive(_ lives: [LiveID]) -> Problem {
        var problem = Problem(
            status: .conflict, code: "already_live",
            detail: lives.count > 1
                ? "Vous avez déjà \(lives.count) lives en cours. Terminez-en un avant d'en commencer un autre."
                : "Vous avez déjà un live en cours. Reprenez-le, ou terminez-le avant d'en commencer un autre.")
        problem.liveIDs = lives.map(\.description)
        return problem
    }

    static let capacityUnknown = Problem(
        status: .serviceUnavailable, code: "capacity_unknown",
        detail: "Le nombre de lives en cours ne peut pas être vérifié. Veuillez réessayer dans quelques instants.",
        headers: [.retryAfter: "5"])

    static let stopping = Problem(
        status: .serviceUnavailable, code: "stopping",
        detail: "Ce serveur s'arrête. Veuillez redémarrer le live.", headers: [.retryAfter: "5"])
}
