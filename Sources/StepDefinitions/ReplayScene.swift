internal import RoadWaveMedia
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

/// Speech with silences of known lengths.
struct PiecedSpeech: Sendable {
    /// What is said, in order.
    let pieces: [PCM]
    /// The seconds of silence after each piece.
    let silences: [Double]
    /// All of it, one after the other.
    let whole: PCM

    /// Seconds of the pieces without silences.
    var spoken: Double { pieces.reduce(0) { $0 + Double($1.frameCount) / 48_000 } }

    /// - Parameters:
    ///   - voice: 48 kHz, as long as the pieces together.
    ///   - seconds: the length of each piece and of the silence after it.
    ///   - factor: how loud it is.
    init(_ voice: PCM, _ seconds: [(said: Double, silent: Double)], factor: Float) throws {
        var (pieces, whole) = ([PCM](), PCM.silence(frames: 0, channels: voice.channels))
        var position = 0
        for (said, silent) in seconds {
            let end = position + Int(said * 48_000)
            let piece = voice.frames(position..<min(end, voice.frameCount))
            pieces.append(piece)
            try whole.append(PCM(samples: piece.samples.map { $0 * factor }, channels: voice.channels))
            try whole.append(Self.room(frames: Int(silent * 48_000), channels: voice.channels))
            position = end
        }
        self.pieces = pieces
        self.whole = whole
        silences = seconds.map(\.silent)
    }

    /// A room where nobody speaks: noise at -78 dBFS, which nobody hears under a voice. No microphone is digitally silent.
    private static func room(frames: Int, channels: Int) -> PCM {
        var generator = SplitMix64(seed: 1)
        let level: Float = 0.000_22
        let samples = (0..<frames * channels).map { _ in Float.random(in: -level...level, using: &generator) }
        return PCM(samples: samples, channels: channels)
    }
}
