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
