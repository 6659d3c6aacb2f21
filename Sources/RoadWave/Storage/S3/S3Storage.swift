/// An object storage in a bucket of S3, or of a service that speaks its language: an object an object, its path the key.
///
/// S3 makes a put atomic and shows it to every reader at once. Failures that pass (a lost connection, 429, 5xx) are tried
/// again with growing waits until a call has lasted 12 s; large objects get more, by their size.
///
/// ``close()`` must be called when it is no longer needed: it holds connections.
package struct S3Storage: Sendable {
    /// From this size an object is put in parts: a lost connection then costs a part, not the whole.
    static let multipartThreshold = 16 << 20

    /// Keys in a page of a listing: the most that S3 gives.
    static let largestPage = 1_000

    let client: S3Client
    let pageSize: Int

    /// The storage that `configuration` tells of. Nothing is asked of it yet.
    /// - Parameter clock: what the limits and waits are measured with: that of the world, even in a node whose clock is
    ///   turned by hand, since the other end lives in real time.
    package init(_ configuration: S3Configuration, clock: any Clock<Duration> = ContinuousClock()) {
        self.init(configuration, retry: .standard, clock: clock)
    }

    /// - Parameters:
    ///   - pageSize: keys that are asked for at once.
    ///   - date: the date of signatures.
    init(
        _ configuration: S3Configuration, retry: S3RetryPolicy = .standard, pageSize: Int = largestPage,
        clock: any Clock<Duration> = ContinuousClock(), date: @escaping @Sendable () -> WallDate = { .now }
    ) {
        self.pageSize = pageSize
        client = S3Client(configuration, retry: retry, clock: NodeClock(clock), date: date)
    }

    /// Asks for one key of the bucket, which shows that the endpoint answers, the credentials are right and the bucket is
    /// there.
    /// - Throws: an error that names which of them is wrong.
    package func check() async throws(StorageError) {
        _ = try await list(.all, after: nil, limit: 1)
    }
}
