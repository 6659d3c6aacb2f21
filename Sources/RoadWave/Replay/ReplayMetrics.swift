internal import CoreMetrics

/// How an attempt at a replay ended, as the metrics name it.
enum ReplayAttempt: String, CaseIterable, Sendable {
    case published, silent, unsupported, damaged
    /// It failed, and may be tried again.
    case failed
    /// It failed as often as it may.
    case dead
    /// It was given back: the worker stops, or a service is away.
    case handedBack = "handed_back"
    /// Another worker has taken the job over.
    case lost
}

/// The metrics of replays.
struct ReplayMetrics: Sendable {
    let attempts: LabelledCounters<ReplayAttempt>
    let queueFailures: Counter
    let unreadableEntries: Counter

    init(_ factory: any MetricsFactory) {
        attempts = factory.counters(
            "roadwave_replay_attempts_total", "Attempts at replays, by how they ended.", by: "outcome")
        queueFailures = factory.counter(
            "roadwave_replay_queue_failures_total", "Calls to the queue or the jobs of replays that failed.")
        unreadableEntries = factory.counter(
            "roadwave_replay_unreadable_entries_total",
            "Entries of the queue of replays that named no live, and were removed.")
    }
}
