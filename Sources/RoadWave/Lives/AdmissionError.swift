/// Why a creator cannot start a live now.
enum AdmissionError: Error {
    /// As many lives as the node may run are running.
    case capacityReached
    /// The node takes no more lives.
    case stopping
    /// The live could not be set up.
    case failed(any Error)
}

extension Problem {
    /// What the creator is told.
    init(_ error: AdmissionError) {
        self =
            switch error {
            case .capacityReached: .capacityReached
            case .stopping: .stopping
            case .failed: .internalError
            }
    }
}
