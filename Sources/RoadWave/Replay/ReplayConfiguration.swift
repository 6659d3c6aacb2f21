/// How replays are made.
public struct ReplayConfiguration: Hashable, Sendable {
    /// The workers inside the node, at the lowest priority; 0 leaves replays to `roadwave-server worker`.
    public var workers = 1
    /// How often a worker renews its entry in the queue. It renews its claim in the database more often: every
    /// ``progressPeriod``.
    public var renewalPeriod = Duration.seconds(10)
    /// How long a claim lasts without a renewal: then another worker takes the job.
    public var claimLifetime = Duration.seconds(60)
    /// After this many failures a job has failed for good.
    public var maximumFailures = 5
    /// How often the new part of a recording is copied to the secondary storage: what is lost with a node's disk.
    public var backupPeriod = Duration.seconds(600)
    /// How long the raw recording of a published replay is kept.
    public var recordingKept = Duration.seconds(604_800)
    /// How long the media of a live is kept after its end.
    public var liveMediaKept = Duration.seconds(86_400)
    /// How often a node deletes recordings and media whose time is over.
    public var sweepPeriod = Duration.seconds(86_400)
    /// How long a conversion may make no progress. Calls to a storage time out sooner, so a conversion hangs after
    /// this.
    var longestStandstill = Duration.seconds(300)

    /// The specification's values.
    public init() {}

    /// How often each node and worker process compares the queue with the rows.
    static let refillPeriod = Duration.seconds(10)
    /// How often a worker renews its claim in the database, and says how far it is.
    static let progressPeriod = Duration.seconds(2)
    /// How long a worker waits for a job in one call.
    static let waitForJob = Duration.seconds(1)
    /// How long a worker pauses after an outage.
    static let pause = Duration.seconds(5)
    /// How long a worker holds the entry of a job whose pause is not over, until others may get it: shorter than the time
    /// after which an entry is given anew.
    static let longestHold = Duration.seconds(30)
    /// How long the start of a worker process waits for the first look at the secondary storage.
    static let longestFirstLook = Duration.seconds(5)
    /// When a node that has started sweeps first, if its period is not shorter: the lives of its start come before.
    static let firstSweep = Duration.seconds(600)
    /// How long a worker waits for the end of a cancelled conversion. If a storage does not answer, the conversion
    /// takes longer, and the job is given back all the same.
    static let cancellationTimeout = Duration.seconds(1)
    /// How long a worker that stops takes to give its job back.
    static let handBackTimeout = Duration.seconds(3)
    /// How long a worker that stops takes to leave the queue.
    static let leaveTimeout = Duration.milliseconds(500)
    /// How long a worker that stops takes in all, also while a call to the queue or the database hangs that belongs to no
    /// job.
    static let stopTimeout = cancellationTimeout + handBackTimeout + leaveTimeout
    /// How long a worker process takes from its SIGTERM to its end, with the threads of conversions and the closing of its
    /// connections. It gives its jobs back within 5 s.
    static let processStopTimeout = Duration.milliseconds(4_700)
}
