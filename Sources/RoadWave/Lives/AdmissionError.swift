/// Why a creator cannot start a live now.
enum AdmissionError: Error {
    /// All slots are taken; a premium creator gets a place in the queue.
    case capacityReached(QueueStanding?)
    /// The creator already runs the maximum number of lives, which are listed.
    case creatorLimit([LiveID])
    /// The number of lives on all nodes is unknown.
    case capacityUnknown
    /// The node is stopping and takes no more lives.
    case stopping
    /// The live could not be set up.
    case failed(any Error)
}
