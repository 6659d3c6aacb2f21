internal import RoadWaveRTC

/// The deadlines of one connection's client. It reads no clock and closes nothing.
///
/// The server limits idle connections and slow headers; this type limits the rest of the exchange. An idle time alone
/// is not enough, since every byte restarts it: a body of one byte each 5 s would hold its connection for a day.
struct ExchangeWatch {
    /// Why the connection of a client is closed.
    enum Debt: String, CaseIterable, Sendable {
        /// The request is not complete in time.
        case request
        /// The client does not read the answer.
        case write
    }

    /// What to do with the connection at a given time.
    enum Verdict: Equatable {
        case keep
        /// The answer was sent, and the time for reading it is over.
        case close
        /// The client is late for too long.
        case drop(Debt)
    }

    private let limits: HTTPConnectionLimits
    /// The number of requests and answers so far, which have the same order: a client may send several requests at
    /// once.
    private var requestsBegun = 0
    private var requestsEnded = 0
    private var answersBegun = 0
    private var answersEnded = 0
    /// The number of the request after which the client wants the connection closed, if there was one.
    private var lastRequest: Int?
    /// When the request must be complete; nil while none is being read.
    private var requestDue: MonotonicTime?
    /// Writes that the kernel has not accepted yet.
    private var waiting = 0
    /// The bytes of all writes so far.
    private var written = 0
    /// The bytes that the kernel had accepted at the start of the period that ends with ``writeDue``.
    private var takenBefore = 0
    private var writeDue: MonotonicTime?
    private var lingerDue: MonotonicTime?
    private var closesAfterAnswer = false

    init(_ limits: HTTPConnectionLimits) {
        self.limits = limits
    }

    /// Whether the connection is only open until the client has its answer: further input is discarded.
    var isLingering: Bool { lingerDue != nil }

    /// Whether every request so far is answered: the next output is then the answer to the last input.
    var isAnswered: Bool { requestsBegun == answersEnded }

    /// Whether a request has begun and is incomplete.
    var isReading: Bool { requestsEnded < requestsBegun }

    /// The headers of a request are complete.
    /// - Parameter isLast: whether the client wants the connection closed after the answer.
    mutating func requestBegins(at now: MonotonicTime, isLast: Bool) {
        requestsBegun += 1
        if isLast, lastRequest == nil { lastRequest = requestsBegun }
        requestDue = now + limits.request
    }

    /// A request is complete.
    mutating func requestEnds() {
        requestsEnded += 1
        requestDue = nil
    }

    /// The answer to the next request begins.
    /// - Returns: whether it must announce the end of the connection. This is so if the client wants it, or if the
    ///   request is incomplete: the rest of its body would otherwise be drained, whatever its length.
    mutating func answerBegins() -> Bool {
        answersBegun += 1
        closesAfterAnswer = requestsEnded < answersBegun || lastRequest == answersBegun
        return closesAfterAnswer
    }

    /// The answer was passed to the kernel.
    /// - Returns: whether to close the output side, and linger.
    mutating func answerEnds(at now: MonotonicTime) -> Bool {
        answersEnded += 1
        guard closesAfterAnswer else { return false }
        linger(from: now, for: limits.linger)
        return true
    }

    /// The last input is not a request: the client is told once the earlier requests are answered. This has a time
    /// limit, since an answer such as an event stream may have no end.
    mutating func refuses(at now: MonotonicTime) { requestDue = now + limits.request }

    /// The connection is refused or over: its client has a short time to read the answer.
    /// - Parameter moment: the length of this time.
    mutating func linger(from now: MonotonicTime, for moment: Duration) {
        requestDue = nil
        lingerDue = now + moment
    }

    /// Output is passed to the connection.
    mutating func writes(_ bytes: Int, at now: MonotonicTime) {
        if waiting == 0 {
            takenBefore = written
            writeDue = now + limits.write
        }
        waiting += 1
        written += bytes
    }

    /// The kernel has accepted output.
    mutating func written(at now: MonotonicTime) {
        waiting -= 1
        if waiting == 0 { writeDue = nil }
    }

    /// Checks the deadlines.
    /// - Parameter bytes: the bytes that wait for the kernel.
    mutating func advance(to now: MonotonicTime, waiting bytes: Int) -> Verdict {
        if let lingerDue, now >= lingerDue { return .close }
        if let requestDue, now >= requestDue { return .drop(.request) }
        guard let due = writeDue, now >= due else { return .keep }
        // Output has been waiting for the whole period: otherwise a client could hold it for days by reading a byte now
        // and then.
        let taken = written - bytes
        guard taken - takenBefore >= limits.leastTaken else { return .drop(.write) }
        takenBefore = taken
        writeDue = now + limits.write
        return .keep
    }

    /// When `advance(to:waiting:)` must be called next.
    var nextDeadline: MonotonicTime? { [requestDue, writeDue, lingerDue].compactMap { $0 }.min() }
}
