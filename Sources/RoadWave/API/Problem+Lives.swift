internal import HTTPTypes

extension Problem {
    /// The list of lives cannot be read. Lives and their media continue.
    static let catalogueUnavailable = Problem(
        status: .serviceUnavailable, code: "catalogue_unavailable",
        detail: "La liste des lives est momentanément indisponible. Veuillez réessayer dans quelques instants.",
        headers: [.retryAfter: "5"])
}

extension Problem {
    /// The problem for the creator.
    init(_ error: AdmissionError) {
        self =
            switch error {
            case .capacityReached(nil): .capacityReached
            case .capacityReached(let standing?): .queued(standing)
            case .creatorLimit(let lives): .alreadyLive(lives)
            case .capacityUnknown: .capacityUnknown
            case .stopping: .stopping
            case .failed: .internalError
            }
    }
}

extension Problem {
    /// The problem for the creator.
    init(_ error: ResumptionError) {
        self =
            switch error {
            case .unknown: .liveNotFound
            case .notOwner: .notYourLive
            case .over: .liveOver
            case .lost: .liveLost
            case .failed: .internalError
            }
    }
}

/// Lookup of lives for requests.
extension LiveLookup {
    /// A live of any node.
    func requested(_ id: LiveID) async throws(Problem) -> Live? {
        do throws(CatalogueUnavailable) { return try await live(id) } catch { throw .catalogueUnavailable }
    }

    /// The place of a live.
    func requestedPlace(of id: LiveID) async throws(Problem) -> LivePlace {
        do throws(CatalogueUnavailable) { return try await place(of: id) } catch { throw .catalogueUnavailable }
    }
}
