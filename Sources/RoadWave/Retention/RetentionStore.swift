/// What the database knows of recordings, and of the media of lives that may go. Its contract suite runs on every
/// implementation.
protocol RetentionStore: Sendable {
    /// The date of the database's own clock, by which ages are measured.
    func now() async throws(DatabaseFailure) -> WallDate

    /// What is known of the recordings of these lives. There is nothing for a live that the database does not have.
    func recordings(of lives: [LiveID]) async throws(DatabaseFailure) -> [LiveID: RecordingFacts]

    /// Notes how many bytes of a recording are in the secondary storage, before it is handed over. Afterwards the
    /// number stays.
    func noteRecording(of live: LiveID, bytes: Int64) async throws(DatabaseFailure)

    /// Notes that a node has the recordings of these lives, and will send and hand them over.
    /// - Returns: the lives for which this was noted: they are over, and their recordings were not handed over yet.
    func noteSender(_ node: NodeID, of lives: [LiveID]) async throws(DatabaseFailure) -> Set<LiveID>

    /// Notes that a recording is being deleted: from then on its job cannot begin again, and no node copies it once more.
    /// - Returns: false if its job is neither published nor dropped by now: the recording has to stay.
    func releaseRecording(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) -> Bool

    /// The lives, among these, whose recordings were deleted, or are being deleted.
    func releasedRecordings(among lives: [LiveID]) async throws(DatabaseFailure) -> Set<LiveID>

    /// The lives that had ended at `date`, or before, and whose media was not deleted yet, in the order of their identities.
    /// - Parameter live: the last one of the page before.
    func endedLives(by date: WallDate, after live: LiveID?, limit: Int) async throws(DatabaseFailure) -> [LiveID]

    /// Notes that the media of a live was deleted: no sweep lists it again.
    func noteMediaDeleted(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure)

    /// The jobs that a worker had, that were over at `date`, or before, and whose leftovers were not deleted yet, in the
    /// order of their lives.
    /// - Parameter live: the live of the last job of the page before.
    func finishedJobs(
        by date: WallDate, after live: LiveID?, limit: Int
    ) async throws(DatabaseFailure) -> [FinishedJob]

    /// Notes that all that was made of a replay is being deleted: from then on its job cannot begin again.
    /// - Returns: false if its job is not dropped by now, or its replay published.
    func giveUpReplay(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) -> Bool

    /// Notes that the leftovers of a job were deleted: no sweep lists it again, unless a worker takes it once more, or it is
    /// dropped.
    func noteSwept(_ job: FinishedJob) async throws(DatabaseFailure)
}

/// A job that is over, and may have left objects in the storage.
struct FinishedJob: Hashable, Sendable {
    let live: LiveID
    let state: ReplayJob.State
    /// The number of its last claim.
    let claim: Int
    let finishedAt: WallDate
}

/// What the database says of a recording.
struct RecordingFacts: Hashable, Sendable {
    /// The state of its job; nil before the end of its live.
    var job: ReplayJob.State?
    /// The failure of its job, in English.
    var reason: String?
    /// The bytes that were handed over; nil before, and for recordings of an earlier version of the program.
    var recordedBytes: Int64?
    /// The node that last noted that it will hand the recording over; nil if none did.
    var sender: NodeID?
    /// When its live ended; nil before.
    var endedAt: WallDate?
    /// When its replay was published; nil if none was.
    var publishedAt: WallDate?
    /// The size of the published MP3.
    var mp3Size: Int64?
}
