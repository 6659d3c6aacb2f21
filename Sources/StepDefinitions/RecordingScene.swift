internal import RoadWaveTestServices

/// What a scenario of recording has: a creator who knows every packet that was sent, and a line to the storage that can be
/// cut.
struct RecordingScene: Sendable {
    var creator: SpeakingCreator?
    /// Between the creator and the node.
    var network: MobileNetwork?
    /// Between the node and its object storage.
    var storageLine: StorageLine?
    /// What a sabotage changes: something that fails where only something else was broken.
    var accomplices: Set<Accomplice> = []

    /// Who fails too, or does not fail.
    enum Accomplice: Sendable {
        /// The node dies with its storage.
        case nodeDiesWithStorage
        /// The node dies with the disk of its recordings.
        case nodeDiesWithRecordings
        /// The storage is not cut off when it should be.
        case storageHolds
        /// The disk of the recordings goes on when it should not.
        case recordingsHold
        /// The node dies before the creator ends the live.
        case endIsNotWritten
    }
}
