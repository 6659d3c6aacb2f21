internal import CoreMetrics
internal import Logging

/// Tests the secondary storage when a node starts, and then once a minute. So a wrong setting shows before the first
/// copy.
///
/// Nothing waits for the tests. Lives and recordings go on without the storage, and copies are sent later.
/// See docs/decisions/recording.md, « A secondary storage that does not work ».
actor SecondaryWatch {
    /// The time between two tests.
    static let period = Duration.seconds(60)

    private let storage: any ObjectStorage
    private let remedy: String
    private let clock: NodeClock
    private let metrics: RecordingMetrics
    private let logger: Logger
    /// The failure of the last test, in one English line; nil if the storage worked, or before the first test.
    private(set) var failure: String?

    /// - Parameter remedy: what an operator should do if the storage does not work, in English.
    init(_ storage: any ObjectStorage, remedy: String, clock: NodeClock, metrics: RecordingMetrics, logger: Logger) {
        self.storage = storage
        self.remedy = remedy
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
    }

    /// Tests the storage until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            try? await clock.sleep(for: Self.period)
        }
    }

    /// Tests the storage once.
    func look() async {
        let found = await storage.probe()
        // A call that was cut off says nothing about the storage.
        guard !Task.isCancelled else { return }
        metrics.secondaryFailing.set(found == nil ? 0 : 1)
        switch (failure, found) {
        case (nil, let found?):
            logger.error(
                "recordings cannot be copied to the secondary storage: \(remedy)", metadata: ["error": "\(found)"])
        case (.some, nil): logger.notice("the secondary storage works again")
        case (.some, .some), (nil, nil): break
        }
        failure = found
    }
}
