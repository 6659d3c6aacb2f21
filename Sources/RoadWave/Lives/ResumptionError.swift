/// Why a creator cannot go on with a live.
enum ResumptionError: Error {
    /// The node knows no such live.
    case unknown
    /// It is another creator's.
    case notOwner
    /// It has ended.
    case over
    /// It died with its node.
    case lost
    /// The connection could not be set up.
    case failed(any Error)
}

extension Problem {
    /// What the creator is told.
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
