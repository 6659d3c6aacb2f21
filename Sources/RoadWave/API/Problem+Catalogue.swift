internal import HTTPTypes

/// All problems that the routes return, in one place for translators and for the API's description.
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

    /// No live with this identity has a replay, or will have one.
    static let replayNotFound = Problem(
        status: .notFound, code: "replay_not_found", detail: "Ce replay n'existe pas.")

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
            // SwiftNIO always writes the reason phrase of RFC 7231 in the status line, so the title repeats it.
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

    /// For a request for the events of a live that is over.
    static let eventsOver = Problem(status: .gone, code: "live_over", detail: "Ce live est terminé.")

    static let tooManyStreams = Problem(
        status: .serviceUnavailable, code: "too_many_streams",
        detail: "Trop de suivis de lives sont ouverts. Veuillez réessayer dans quelques instants.",
        headers: [.retryAfter: "10"])

    /// For a client that holds the maximum number of event streams.
    static let tooManyOwnStreams = Problem(
        status: .tooManyRequests, code: "too_many_own_streams",
        detail: "Vous suivez trop de lives à la fois. Fermez d'autres pages, puis réessayez.",
        headers: [.retryAfter: "10"])

    /// The `detail` is the specification's sentence, word for word. A slot becomes free when a live ends, which cannot
    /// be predicted. `Retry-After` spreads the next requests over the « quelques minutes » of the sentence.
    static let capacityReached = Problem(
        status: .serviceUnavailable, code: "capacity_reached",
        detail: "Capacité maximale atteinte. Veuillez réessayer dans quelques minutes",
        headers: [.retryAfter: "120"])

    /// The same for a premium creator, who waits in the queue and sends the next request in time for the next free
    /// slot.
    static func queued(_ standing: QueueStanding) -> Problem {
        var problem = capacityReached
        problem.queue = Queue(position: standing.place.position, ticket: standing.place.ticket.description)
        problem.headers[.retryAfter] = "\(standing.askAgainAfter.components.seconds)"
        return problem
    }

    /// For a creator who holds the maximum number of lives. The creator can resume an abandoned live (`POST
    /// /whip?live_id=`), or end it (`DELETE /whip/{live_id}`), and does not have to wait for its time-out.
    /// - Parameter lives: the creator's running lives.
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
