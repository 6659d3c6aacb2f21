/// Why a creator cannot continue a live.
enum ResumptionError: Error {
    /// The node does not know the live.
    case unknown
    /// The live belongs to another creator.
    case notOwner
    /// The live has ended.
    case over
    /// The live died with its node.
    case lost
    /// The connection could not be set up.
    case failed(any Error)
}
