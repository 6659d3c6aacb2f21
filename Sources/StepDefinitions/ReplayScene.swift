internal import RoadWaveTestServices

/// What a scenario of replays has: the live that is over, the queue, and the workers.
struct ReplayScene: Sendable {
    /// The queue of the scenario.
    var redis: RedisServer?
    /// The bucket of the copies of recordings.
    var copies = ""
    var creator: SpeakingCreator?
    /// A creator who went away without a word while the other spoke.
    var vanishedCreator: SpeakingCreator?
    /// How long the node took to answer the creator who ended the live.
    var secondsToEnd = Double.infinity
    /// What was said, piece by piece, with the silences between.
    var speech: PiecedSpeech?
    /// The workers that were started.
    var workers: [WorkerProcess] = []
    /// What was seen of the job from outside, from the start of the worker on.
    var watch: ReplayWatch?
    /// The first worker before it had a job.
    var workerAtRest: ProcessSighting?
    /// The state of the replay that the « Quand » has seen.
    var seenState: String?
    /// What a sabotage changes.
    var accomplices: Set<Accomplice> = []

    /// Who does not do what it should.
    enum Accomplice: Sendable {
        /// The database does not write a job with the end of its live.
        case jobsComeLate
        /// The process of the worker has a program run for it.
        case workerHasChild
        /// Nobody starts a worker.
        case noWorker
        /// Nothing is said.
        case creatorIsMute
        /// No sweep runs.
        case noSweep
        /// The node sweeps for the second time a day later.
        case nodeSweepsOnce
        /// The replay is published anew just before the sweep.
        case replayIsYoung
        /// The MP3 is gone from the storage just before the sweep.
        case mp3IsGone
        /// The node copies its recordings to a folder of its own.
        case copiesStayOnNode
        /// The node copies its recordings to the bucket of the media.
        case copiesGoToOrigin
        /// Nobody else begins a live.
        case noOtherLive
        /// No other node starts after the crash.
        case noOtherNode
        /// One worker starts instead of several.
        case oneWorker
        /// One of the workers is paused.
        case workerIsPaused
        /// Each worker takes as many jobs as there are.
        case greedyWorkers
        /// Two lives have each other's recording.
        case recordingsAreSwapped
        /// Nobody starts the workers that the rule asks for.
        case noNewWorker
        /// The rule of the manifest allows two workers.
        case ruleAllowsTwo
    }
}
