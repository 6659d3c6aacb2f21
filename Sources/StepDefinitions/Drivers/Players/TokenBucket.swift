/// The pace of a slow connection: bytes leave one packet after the other, never more than the rate allows.
actor TokenBucket {
    /// A packet of a mobile network, in bytes.
    static let packet = 1_024

    private let bitsPerSecond: Int
    private let clock = ContinuousClock()
    private var first: ContinuousClock.Instant?
    /// When the last bytes that were let through will have left.
    private var free: ContinuousClock.Instant?
    private var bits = 0

    init(bitsPerSecond: Int) { self.bitsPerSecond = bitsPerSecond }

    /// Waits for the turn of so many bytes.
    /// - Throws: `CancellationError` when the caller is cancelled.
    func take(bytes: Int) async throws {
        let now = clock.now
        if first == nil { first = now }
        let end = max(now, free ?? now) + .seconds(Double(bytes * 8) / Double(bitsPerSecond))
        free = end
        bits += bytes * 8
        // why: this is the slowness of the connection.
        try await clock.sleep(until: end)
    }

    /// What was let through so far, in bits per second since the first bit; 0 before it.
    var rate: Double {
        guard let first, let free else { return 0 }
        return Double(bits) / ((max(clock.now, free) - first) / .seconds(1))
    }
}
