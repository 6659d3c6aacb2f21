/// The periods of jobs.
struct ReplaySettings: Hashable, Sendable {
    /// How often a worker renews its claim.
    var renewalPeriod = Duration.seconds(10)
    /// How long a claim lasts without a renewal.
    var claimLifetime = Duration.seconds(60)
    /// How often a worker compares the queue with the rows.
    var refillPeriod = Duration.seconds(10)
    /// How often a job may fail.
    var maximumFailures = 5

    /// How often a worker says how far it is.
    static let progressPeriod = Duration.seconds(2)
    /// How long a worker waits for a job in one call.
    static let waitForJob = Duration.seconds(1)
    /// How long a worker pauses after an outage.
    static let pause = Duration.seconds(5)
    /// How long a worker that stops takes to give its job back.
    static let handBackTimeout = Duration.seconds(4)
}
