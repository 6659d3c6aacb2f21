internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// The events of one live, as they come, until it is over.
///
/// ```swift
/// for try await event in LiveEvents(of: publisher.liveID, at: "http://127.0.0.1:8080") {
///     if case .bitrateAdvice(let advice) = event { encoder.bitrate = advice.bitrate }
/// }
/// ```
///
/// A broken connection is made again, with the identifier of the last event. The sequence ends after
/// ``LiveEvent/ended(_:)``, and fails with ``LiveEventsError`` when the server refuses or stays unreachable. It starts
/// no task: the iterating task does the waiting.
public struct LiveEvents: AsyncSequence, Sendable {
    /// The address of the stream.
    public let url: String
    private let token: String?
    private let clock: any Clock<Duration>

    /// - Parameters:
    ///   - liveID: the live.
    ///   - base: the node's address, without a trailing slash.
    ///   - token: the creator's bearer token: a node reserves event streams for the creators of lives.
    ///   - clock: the clock of the waits before reconnections.
    public init(
        of liveID: String, at base: String, token: String? = nil, clock: any Clock<Duration> = ContinuousClock()
    ) {
        url = "\(base)/lives/\(liveID)/events"
        self.token = token
        self.clock = clock
    }

    /// Connects at the first `next()`.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(url: url, token: token, clock: clock)
    }

    /// One subscription.
    public struct AsyncIterator: AsyncIteratorProtocol {
        /// Consecutive connections without data. With the waits between them they take well over a minute.
        private static let maximumFailures = 10
        /// A server that asked for a longer wait would leave a creator without advice.
        private static let maximumWait = Duration.seconds(15)
        /// The wait until the server sets another one; it doubles after each failure.
        private static let defaultWait = Duration.seconds(1)
        /// A problem document is a few hundred bytes.
        private static let maximumProblem = 16 << 10

        private let url: String
        private let token: String?
        private let clock: any Clock<Duration>
        private var parser = EventStreamParser()
        private var body: HTTPClientResponse.Body.AsyncIterator?
        private var waiting: [ServerSentEvent] = []
        private var failures = 0
        private var wait = defaultWait
        private var isOver = false
        private var missedEnd: LiveEvent.LiveEnd?

        fileprivate init(url: String, token: String?, clock: any Clock<Duration>) {
            self.url = url
            self.token = token
            self.clock = clock
        }

        /// The next event; `nil` after the last.
        ///
        /// - Throws: ``LiveEventsError``, or `CancellationError`.
        public mutating func next() async throws -> LiveEvent? {
            while !isOver {
                if let missedEnd {
                    isOver = true
                    return .ended(missedEnd)
                }
                if !waiting.isEmpty {
                    let event = LiveEvent(waiting.removeFirst())
                    if case .ended = event { isOver = true }
                    return event
                }
                do {
                    try await read()
                } catch let error as LiveEventsError {
                    isOver = true
                    throw error
                } catch {
                    try Task.checkCancellation()
                    try await pause(after: error)
                }
            }
            return nil
        }

        /// Reads a piece of the stream, after connecting if there is no connection.
        private mutating func read() async throws {
            if body == nil { try await connect() }
            guard missedEnd == nil else { return }
            guard let piece = try await body?.next() else { throw Break.ended }
            do {
                waiting += try parser.consume(piece.readableBytesView)
            } catch {
                throw LiveEventsError.malformed(error)
            }
            // Even a comment proves that the server is there.
            failures = 0
        }

        private mutating func connect() async throws {
            // An incomplete event of the broken stream is dropped.
            let retry = parser.retryMilliseconds
            parser = EventStreamParser(lastEventID: parser.lastEventID)
            wait = retry.map { .milliseconds($0) } ?? wait
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "Accept", value: "text/event-stream")
            if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
            if !parser.lastEventID.isEmpty {
                request.headers.add(name: "Last-Event-ID", value: parser.lastEventID)
            }
            // The stream lasts as long as the live. The client's own time-outs for connecting and for silence remain.
            let response = try await HTTPClient.shared.execute(request, deadline: .distantFuture)
            guard response.status == .ok else {
                let (status, problem) = try await refusal(response)
                // The live ended while there was no connection: the server's answer about it is the last event.
                guard status == 410 else { throw Self.error(status, problem) }
                missedEnd = LiveEvent.LiveEnd(reason: problem.code, message: problem.detail)
                return
            }
            let type = response.headers.first(name: "Content-Type") ?? ""
            guard type.prefix(while: { $0 != ";" && $0 != " " }).lowercased() == "text/event-stream" else {
                throw LiveEventsError.notAnEventStream(type)
            }
            body = response.body.makeAsyncIterator()
        }

        private func refusal(_ response: HTTPClientResponse) async throws -> (Int, ProblemDetails) {
            let text = try await String(buffer: response.body.collect(upTo: Self.maximumProblem))
            let problem = ProblemDetails(body: text, retryAfter: response.headers.first(name: "Retry-After"))
            return (Int(response.status.code), problem)
        }

        /// A server error is retried; any other refusal is final (WHATWG HTML §9.2.3).
        private static func error(_ status: Int, _ problem: ProblemDetails) -> any Error {
            status >= 500
                ? Break.unavailable(status: status, problem) : LiveEventsError.refused(status: status, problem: problem)
        }

        private mutating func pause(after error: any Error) async throws {
            body = nil
            failures += 1
            guard failures < Self.maximumFailures else {
                isOver = true
                throw LiveEventsError.unreachable(url: url, reason: "\(error)")
            }
            // The first reconnection follows the server's own wait; each later one waits twice as long.
            let doublings = Swift.min(failures - 1, 4)
            try await clock.sleep(for: Swift.min(wait * (1 << doublings), Self.maximumWait))
        }

        /// Why a connection is made again.
        private enum Break: Error {
            case ended
            case unavailable(status: Int, ProblemDetails)
        }
    }
}

/// Why the events stop, although the live may go on.
public enum LiveEventsError: Error, Hashable, Sendable {
    /// The server refuses: 404 for an unknown live, 401 or 403 for a token that is not the creator's.
    case refused(status: Int, problem: ProblemDetails)
    /// The answer has another content type.
    case notAnEventStream(String)
    /// The stream exceeds its bounds.
    case malformed(EventStreamParser.Failure)
    /// Ten consecutive connections brought no data.
    case unreachable(url: String, reason: String)
}

extension LiveEventsError: CustomStringConvertible {
    /// What happened, in one line.
    public var description: String {
        switch self {
        case .refused(let status, let problem): "the server refuses with status \(status): \(problem)"
        case .notAnEventStream(let type): "the answer is no event stream: \(type.isEmpty ? "it has no type" : type)"
        case .malformed(let failure): failure.description
        case .unreachable(let url, let reason): "cannot hear the events at \(url): \(reason)"
        }
    }
}
