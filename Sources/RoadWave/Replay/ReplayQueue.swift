/// The order in which workers get jobs: the stream `replay:jobs` of Redis, or the rows themselves. Its contract suite runs
/// on every implementation.
///
/// The queue may lose its content: ``ReplayQueueKeeper`` refills it from ``ReplayJobs``. Only ``ReplayJobs`` decides which
/// worker has a job.
protocol ReplayQueue: Sendable {
    /// Adds jobs in this order. A job that is in the queue already is not added again.
    func add(_ lives: [LiveID]) async throws(ReplayQueueError)

    /// The next job for a worker, which has it from then on; nil if there is none within `limit`.
    func next(for worker: WorkerName, atMost limit: Duration) async throws(ReplayQueueError) -> LiveID?

    /// A sign of life of the worker that has a job. If the queue has lost the job, the worker has it again.
    func renew(_ live: LiveID, by worker: WorkerName) async throws(ReplayQueueError)

    /// Puts a job that waits at the end, also one that a worker has, or that is not there. The queue never looks shorter
    /// meanwhile.
    func giveBack(_ live: LiveID) async throws(ReplayQueueError)

    /// Removes a job, also one that a worker has.
    func remove(_ live: LiveID) async throws(ReplayQueueError)

    /// Removes a job that has failed for good, and records its reason for operators.
    func bury(_ live: LiveID, reason: String) async throws(ReplayQueueError)

    /// Forgets a worker that stops, and workers that have had no job and made no call for a long time.
    func leave(_ worker: WorkerName) async throws(ReplayQueueError)

    /// The entries of the queue, oldest first: of jobs that wait, and of jobs that a worker has.
    func entries(limit: Int) async throws(ReplayQueueError) -> [ReplayQueueEntry]

    /// Removes these entries.
    func discard(_ entries: [ReplayQueueEntry]) async throws(ReplayQueueError)

    /// What is wrong with the set-up of the queue, for operators; nil if nothing is.
    func complaint() async throws(ReplayQueueError) -> String?
}

/// An entry of a queue.
struct ReplayQueueEntry: Hashable, Sendable {
    /// The name of the entry in the queue.
    let id: String
    /// The live of its job; nil for an entry that names none, which no version of this program added.
    let live: LiveID?
}

/// Why the queue cannot be used. Jobs wait meanwhile, and none is lost.
struct ReplayQueueError: Error, CustomStringConvertible {
    /// The problem, in one English line.
    var message: String
    /// The failure underneath.
    var cause: (any Error)?

    var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
