/// What a scenario of copies has: a live that is recorded, and its copies in the storage.
struct BackupScene: Sendable {
    /// Ten minutes of the text are four seconds here.
    static let secondsPerMinute = 0.4
    /// `ROADWAVE_BACKUP_SECONDS` of the node.
    static let period = 4.0

    /// The time when the creator began to speak.
    var start: ContinuousClock.Instant?
    /// The bytes of the storage's log by then.
    var logSize: UInt64 = 0
    /// What was seen of the copies from the storage's log.
    var watch: PieceWatch?
    /// Another live, which began in the middle of a period of the first one.
    var other: OtherLive?

    struct OtherLive: Sendable {
        let creator: SpeakingCreator
        let start: ContinuousClock.Instant
        let watch: PieceWatch
    }
}

/// A copy of a part of a recording, as the storage has it.
struct StoredPiece: Sendable {
    let key: String
    /// Where it says that it begins in the recording.
    let offset: Int
    let bytes: [UInt8]
    /// How long after the beginning of the live it was seen in the storage's log, in seconds.
    let seen: Double
}
