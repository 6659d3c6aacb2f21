internal import CoreMetrics
internal import Logging

/// Outages of the store, and of the database that audiences are restored from. Each is logged once when it begins, and
/// once when it is over, whatever the number of requests that fail meanwhile.
struct AudienceOutage {
    /// The failure of the last request to the store; nil if it succeeded.
    private(set) var failure: AudienceError?
    /// Whether the last restoration failed.
    private var isRestorationFailing = false
    private let metrics: AudienceMetrics
    private let logger: Logger

    init(metrics: AudienceMetrics, logger: Logger) {
        self.metrics = metrics
        self.logger = logger
    }

    /// Notes an answer of the store.
    mutating func answered() {
        if failure != nil { logger.notice("audiences are counted again") }
        failure = nil
    }

    /// Notes a request that the store did not answer.
    mutating func failed(_ error: AudienceError) {
        if failure == nil {
            logger.error(
                "audiences cannot be counted: lives continue, but listeners cannot join",
                metadata: ["error": "\(error)"])
        }
        metrics.failures.increment()
        failure = error
    }

    /// Notes that the audience of a live was restored.
    mutating func restored(_ live: LiveID) {
        if isRestorationFailing { logger.notice("audiences are restored again") }
        isRestorationFailing = false
        logger.notice("an audience that was lost is restored", metadata: ["live": "\(live)"])
    }

    /// Notes that an audience could not be restored.
    mutating func restorationFailed(_ error: AudienceError) {
        if !isRestorationFailing {
            logger.error("audiences that were lost cannot be restored", metadata: ["error": "\(error)"])
        }
        isRestorationFailing = true
    }
}
