internal import RoadWaveRTC

/// What the client of one connection owes, and until when. It reads no clock and closes nothing.
///
/// Idle connections and headers that trickle in are the server's business; this is what comes after the headers. Any
/// byte would put off a mere idle time: a body of one byte each 5 s would hold its connection for a day.
struct ExchangeWatch {
    /// Why a connection is closed on its client.
    enum Debt: String, CaseIterable, Sendable {
        /// A request that does not end.
        case request
        /// An answer that is not taken.
        case write
    }

    /// What becomes of the connection as time passes.
    enum Verdict: Equatable {
        case keep
        /// The time of a client that has its answer is up.
        case close
        /// The client owes something for too long.
        case drop(Debt)
    }

    private let limits: HTTPConnectionLimits
    /// Requests and answers so far, in the one order that they have: a client may send several requests at once.
    private var requestsBegun = 0
    private var requestsEnded = 0
    private var answersBegun = 0
    private var answersEnded = 0
    /// The number of the request after which the client wants the connection closed, if there was one.
    private var lastRequest: Int?
    /// Until when the request has to be whole; nil while none is being read.
    private var requestDue: MonotonicTime?
    /// Writes that the kernel has not taken.
    private var waiting = 0
    /// The bytes of all writes so far.
    private var written = 0
    /// Those that were taken when the time began that ends with ``writeDue``.
    private var takenBefore = 0
    private var writeDue: MonotonicTime?
    private var lingerDue: MonotonicTime?
    private var closesAfterAnswer = false

    init(_ limits: HTTPConnectionLimits) {
        self.limits = limits
    }

    /// Whether the connection is only kept until the client has its answer: what it sends is thrown away.
    var isLingering: Bool { lingerDue != nil }

    /// Whether every request so far is answered: what is written next is taken for an answer to what came last.
    var isAnswered: Bool { requestsBegun == answersEnded }

    /// Whether a request has begun and is not whole.
    var isReading: Bool { requestsEnded < requestsBegun }

    /// The headers of a request are there.
    /// - Parameter isLast: whether the client wants the connection closed after the answer.
    mutating func requestBegins(at now: MonotonicTime, isLast: Bool) {
        requestsBegun += 1
        if isLast, lastRequest == nil { lastRequest = requestsBegun }
        requestDue = now + limits.request
    }

    /// A request is whole.
    mutating func requestEnds() {
        requestsEnded += 1
        requestDue = nil
    }

    /// The answer to the next request begins.
    /// - Returns: whether it has to say that the connection closes after it: the client wants that, or the request is not
    ///   whole, and what is left of the body would be drained otherwise, however much it is.
    mutating func answerBegins() -> Bool {
        answersBegun += 1
        closesAfterAnswer = requestsEnded < answersBegun || lastRequest == answersBegun
        return closesAfterAnswer
    }

    /// The answer was given to the kernel.
    /// - Returns: whether to say goodbye: to close the way out, and linger.
    mutating func answerEnds(at now: MonotonicTime) -> Bool {
        answersEnded += 1
        guard closesAfterAnswer else { return false }
        linger(from: now, for: limits.linger)
        return true
    }

    /// What came last is no request: once those before it are answered, the client is told. That has a bound, since an
    /// answer such as a stream of events may have no end.
    mutating func refuses(at now: MonotonicTime) { requestDue = now + limits.request }

    /// The connection is refused, or over: its client has a moment to take the answer.
    /// - Parameter moment: how long that is.
    mutating func linger(from now: MonotonicTime, for moment: Duration) {
        requestDue = nil
        lingerDue = now + moment
    }

    /// Something is written.
    mutating func writes(_ bytes: Int, at now: MonotonicTime) {
        if waiting == 0 {
            takenBefore = written
            writeDue = now + limits.write
        }
        waiting += 1
        written += bytes
    }

    /// Something was taken.
    mutating func written(at now: MonotonicTime) {
        waiting -= 1
        if waiting == 0 { writeDue = nil }
    }

    /// Gives the connection its time.
    /// - Parameter bytes: how many wait to be taken.
    mutating func advance(to now: MonotonicTime, waiting bytes: Int) -> Verdict {
        if let lingerDue, now >= lingerDue { return .close }
        if let requestDue, now >= requestDue { return .drop(.request) }
        guard let due = writeDue, now >= due else { return .keep }
        // All the time something was waiting: a byte now and then would be a sign of life, and hold the rest for days.
        let taken = written - bytes
        guard taken - takenBefore >= limits.leastTaken else { return .drop(.write) }
        takenBefore = taken
        writeDue = now + limits.write
        return .keep
    }

    /// When `advance(to:waiting:)` next has something to do.
    var nextDeadline: MonotonicTime? { [requestDue, writeDue, lingerDue].compactMap { $0 }.min() }
}
