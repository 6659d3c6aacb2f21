internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import RoadWaveRTC

/// Sends requests to an S3 storage: signs them, limits their time, and retries transient failures.
/// See docs/decisions/cache.md, « An S3 client of our own ».
struct S3Client: Sendable {
    /// Enough for the segments and playlists of a full node, which are stored within two seconds; a storage shared by
    /// several nodes has as many connections from each.
    private static let connections = 32

    /// Shorter than the idle time of servers (60 s for Swift, 75 s for NGINX), so that a request is rarely sent on a
    /// connection that is being closed. If it happens, the request is sent again.
    private static let idle = TimeAmount.seconds(20)

    let configuration: S3Configuration
    private let http: HTTPClient
    private let signer: RequestSigner
    private let retry: S3RetryPolicy
    private let clock: NodeClock
    private let date: @Sendable () -> WallDate

    init(
        _ configuration: S3Configuration, retry: S3RetryPolicy, clock: NodeClock,
        date: @escaping @Sendable () -> WallDate
    ) {
        self.configuration = configuration
        self.retry = retry
        self.clock = clock
        self.date = date
        signer = RequestSigner(credentials: configuration.credentials, region: configuration.region)
        // A redirected request would need another signature: a redirect is an error of the configuration.
        var settings = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(3)))
        settings.connectionPool = .init(
            idleTimeout: Self.idle, concurrentHTTP1ConnectionsPerHostSoftLimit: Self.connections)
        // This client counts the attempts; the HTTP client must not retry as well.
        settings.connectionPool.retryConnectionEstablishment = false
        settings.httpVersion = .http1Only
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    }

    /// Sends a request, and returns its successful answer.
    func send(_ request: S3Request) async throws(StorageError) -> S3Response {
        let payloadHash = RequestSigner.payloadHash(request.body)
        let end = clock.now + retry.call + S3RetryPolicy.allowance(bytes: request.body.count) + request.work
        var generator = SystemRandomNumberGenerator()
        var failures = 0
        while true {
            do throws(S3Failure) {
                return try await attempt(request, payloadHash: payloadHash)
            } catch {
                failures += 1
                let delay = max(retry.delay(after: failures, using: &generator), error.wait ?? .zero)
                guard error.isPassing, failures < retry.attempts, clock.now + delay < end, !Task.isCancelled else {
                    throw error.error.after(attempts: failures)
                }
                do {
                    try await clock.sleep(for: delay)
                } catch {
                    throw StorageError(code: .unavailable, message: "\(request): cancelled", cause: error)
                }
            }
        }
    }

    /// Waits, so that a server that was not ready may be asked again; not at all in a cancelled task.
    func pause() async {
        try? await clock.sleep(for: retry.longest)
    }

    /// The current date of the wall clock, as signatures have it.
    var now: WallDate { date() }

    /// Closes the connections. Later requests fail.
    func shutdown() async {
        // Fails only if it is already shut down.
        try? await http.shutdown()
    }

    private func attempt(_ request: S3Request, payloadHash: String) async throws(S3Failure) -> S3Response {
        let date = SigningDate(date())
        let signed = sign(request, payloadHash: payloadHash, date: date)
        let response: S3Response
        do {
            let limit = retry.attempt + S3RetryPolicy.allowance(bytes: request.body.count) + request.work
            let head = try await within(limit) { try await http.execute(signed, deadline: .distantFuture) }
            let size = head.headers.first(name: "Content-Length").flatMap { Int(digits: $0) } ?? 0
            // Some servers send the head of an answer before they work.
            let body = try await within(retry.attempt + S3RetryPolicy.allowance(bytes: size) + request.work) {
                try await head.body.collect(upTo: request.largestAnswer)
            }
            response = S3Response(
                status: Int(head.status.code), headers: head.headers, body: Array(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw .nonsense(request, "more than \(request.largestAnswer) bytes")
        } catch {
            throw .unreachable(request, configuration, cause: error)
        }
        guard response.isSuccess else { throw S3Failure(response, to: request, configuration, date: date) }
        return response
    }

    private func sign(_ request: S3Request, payloadHash: String, date: SigningDate) -> HTTPClientRequest {
        let canonical = request.canonical(configuration, date: date, payloadHash: payloadHash)
        let query = canonical.encodedQuery
        var signed = HTTPClientRequest(
            url: configuration.endpoint + canonical.encodedPath + (query.isEmpty ? "" : "?\(query)"))
        signed.method = .init(rawValue: canonical.method)
        for header in canonical.headers { signed.headers.add(name: header.name, value: header.value) }
        signed.headers.add(name: "authorization", value: signer.authorization(of: canonical, at: date))
        if request.method == .put || request.method == .post {
            signed.body = .bytes(ByteBuffer(bytes: request.body))
        }
        return signed
    }

    /// The result of `body`. If it takes longer than `limit`, it is cancelled.
    private func within<Value: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask(operation: body)
            group.addTask {
                try await clock.sleep(for: limit)
                throw TimeExceeded(limit: limit)
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }
}

/// The storage was silent for too long.
private struct TimeExceeded: Error, CustomStringConvertible {
    let limit: Duration
    var description: String { "nothing within \(limit)" }
}

extension StorageError {
    /// The same error, with the number of attempts if there were several.
    fileprivate func after(attempts: Int) -> StorageError {
        guard attempts > 1 else { return self }
        return StorageError(code: code, message: "\(message), after \(attempts) attempts", cause: cause)
    }
}
