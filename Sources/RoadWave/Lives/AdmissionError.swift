/// Why a creator cannot start a live now.
enum AdmissionError: Error {
    /// As many lives as may run are running; a premium creator has a place in the queue.
    case capacityReached(QueueStanding?)
    /// The creator holds as many lives as one may: these.
    case creatorLimit([LiveID])
    /// How many lives run on all nodes is not known.
    case capacityUnknown
    /// The node takes no more lives.
    case stopping
    /// The live could not be set up.
    case failed(any Error)
}
