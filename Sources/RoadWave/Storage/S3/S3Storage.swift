/// An object storage in a bucket of S3, or of a compatible service. The path of a key is the name of its object.
///
/// S3 makes a put atomic and visible to all readers at once. Transient failures (a lost connection, 429, 5xx) are
/// retried with growing waits until a call has lasted 12 s; large objects get more time, by their size.
///
/// Uploads in pieces are never larger in memory than two parts: see ``S3Upload``.
///
/// ``close()`` must be called when the storage is no longer needed: it holds connections.
package struct S3Storage: Sendable {
    /// Objects of this size and larger are stored in parts: a lost connection then costs one part, not the whole
    /// object.
    static let multipartThreshold = 16 << 20

    /// Keys in a page of a listing: the most that S3 returns.
    static let largestPage = 1_000

    let client: S3Client
    let pageSize: Int

    /// The storage that `configuration` describes. No request is sent yet.
    /// - Parameter clock: the clock of the limits and waits: real time, even in a node with a manual clock, since the
    ///   server uses real time.
    package init(_ configuration: S3Configuration, clock: any Clock<Duration> = ContinuousClock()) {
        self.init(configuration, retry: .standard, clock: clock)
    }

    /// - Parameters:
    ///   - pageSize: the number of keys in one request.
    ///   - date: the date of signatures.
    init(
        _ configuration: S3Configuration, retry: S3RetryPolicy = .standard, pageSize: Int = largestPage,
        clock: any Clock<Duration> = ContinuousClock(), date: @escaping @Sendable () -> WallDate = { .now }
    ) {
        self.pageSize = pageSize
        client = S3Client(configuration, retry: retry, clock: NodeClock(clock), date: date)
    }

    /// Requests one key of the bucket. This shows that the endpoint answers, the credentials are right and the bucket
    /// exists.
    /// - Throws: an error that names the wrong one.
    package func check() async throws(StorageError) {
        _ = try await list(.all, after: nil, limit: 1)
    }
}
