internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import RoadWaveRTC

/// The mean response time of the cache in a window.
struct DeliveryLatency: Sendable {
    /// Long enough that one slow answer is no breach, and short compared with the time before an alert.
    static let window = Duration.seconds(10)

    private var answers: [(time: MonotonicTime, seconds: Double)] = []

    /// Notes an answer.
    mutating func add(_ duration: Duration, at now: MonotonicTime) {
        answers.append((now, duration / .seconds(1)))
    }

    /// The mean, in seconds, of the answers of the window; nil without one.
    mutating func mean(at now: MonotonicTime) -> Double? {
        answers.removeAll { now - $0.time > Self.window }
        guard !answers.isEmpty else { return nil }
        return answers.map(\.seconds).reduce(0, +) / Double(answers.count)
    }
}

/// Asks the cache for a playlist, as a listener does.
struct DeliveryProbe: Sendable {
    /// An answer that takes longer counts as one of this length: a cache that hangs is slow, not silent.
    static let timeout = Duration.seconds(5)
    /// A live that does not exist: its 404 comes from the storage, through the cache.
    private static let nobody = "00000000-0000-0000-0000-000000000000"

    /// The root of the playlist URLs that listeners get.
    let root: String
    private let client: HTTPClient

    init(root: String) {
        self.root = root
        var settings = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5)))
        settings.connectionPool.retryConnectionEstablishment = false
        settings.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    }

    /// The response time of the cache.
    /// - Parameter live: a running live, whose playlist listeners read; nil without one.
    /// - Returns: nil if there is no answer, or a 5xx.
    func measure(_ live: LiveID?) async -> Duration? {
        let clock = ContinuousClock()
        let start = clock.now
        let request = HTTPClientRequest(url: "\(root)/lives/\(live?.description ?? Self.nobody)/master.m3u8")
        do {
            let answer = try await client.execute(
                request, deadline: .now() + .nanoseconds(Self.timeout.wholeNanoseconds))
            _ = try await answer.body.collect(upTo: 1 << 16)
            return answer.status.code < 500 ? clock.now - start : nil
        } catch let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout {
            return Self.timeout
        } catch {
            return nil
        }
    }

    func close() async {
        // Fails only if it is already shut down.
        try? await client.shutdown()
    }
}
