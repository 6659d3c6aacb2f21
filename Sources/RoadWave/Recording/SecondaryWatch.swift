internal import CoreMetrics
internal import Logging

/// Tests the secondary storage when a node or a worker process starts, and then once a minute. So a wrong setting shows
/// before the first copy.
///
/// No live waits for it. Lives and recordings go on without the storage, and copies are sent later. A worker process
/// takes no job meanwhile.
/// See docs/decisions/recording.md, « A secondary storage that does not work », and docs/decisions/replay.md, « A storage
/// that does not work ».
actor SecondaryWatch {
    /// Why a process needs the storage, and so how it is tested.
    enum Purpose: Sendable {
        /// A node copies recordings there: a small object is written, read and deleted.
        case copying
        /// A worker process looks for recordings there.
        case reading
    }

    /// The time between two tests.
    static let period = Duration.seconds(60)
    /// The time between two tests of a worker process while its jobs wait for the storage.
    static let waitingPeriod = Duration.seconds(5)

    private let storage: any ObjectStorage
    private let purpose: Purpose
    private let remedy: String
    private let clock: NodeClock
    private let metrics: RecordingMetrics
    private let logger: Logger
    /// The failure of the last test, in one English line; nil if the storage worked, or before the first test.
    private(set) var failure: String?
    private var hasLooked = false
    /// Whether the storage worked at the last look.
    var works: Bool { hasLooked && failure == nil }

    /// - Parameter remedy: what an operator should do if the storage does not work, in English.
    init(
        _ storage: any ObjectStorage, for purpose: Purpose = .copying, remedy: String, clock: NodeClock,
        metrics: RecordingMetrics, logger: Logger
    ) {
        self.storage = storage
        self.purpose = purpose
        self.remedy = remedy
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
    }

    /// Tests the storage until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            let isAwaited = purpose == .reading && !works
            try? await clock.sleep(for: isAwaited ? Self.waitingPeriod : Self.period)
        }
    }

    /// Tests the storage once.
    func look() async {
        let found: String?
        let problem: Logger.Message
        switch purpose {
        case .copying:
            problem = "recordings cannot be copied to the secondary storage: \(remedy)"
            found = await storage.probe()
        case .reading:
            problem = "recordings cannot be read from the secondary storage, and no job is taken: \(remedy)"
            found = await RecordingArchive(storage: storage).failure()
        }
        // A call that was cut off says nothing about the storage.
        guard !Task.isCancelled else { return }
        metrics.secondaryFailing.set(found == nil ? 0 : 1)
        switch (failure, found) {
        case (nil, let found?):
            logger.error(problem, metadata: ["error": "\(found)"])
        case (.some, nil): logger.notice("the secondary storage works again")
        case (.some, .some), (nil, nil): break
        }
        failure = found
        hasLooked = true
    }
}
