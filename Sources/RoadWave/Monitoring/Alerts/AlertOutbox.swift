internal import RoadWaveRTC

/// The messages that a channel has not accepted yet, and when each is tried again: outcomes with their times in,
/// attempts out.
///
/// Messages are sent in order: the beginning of an incident before its end. A message that the channel refuses, or has
/// not accepted after ``attempts``, is given up, and the next one is tried.
/// See docs/decisions/monitoring.md, « At least once, with one identity ».
struct AlertOutbox: Hashable, Sendable {
    /// What to do next.
    enum Step: Hashable, Sendable {
        case send(AlertMessage)
        case wait(until: MonotonicTime)
        /// Nothing waits.
        case rest
    }

    /// The outcome of an attempt.
    enum Outcome: Hashable, Sendable {
        case accepted
        /// Some of the recipients accepted the message, and the others never will.
        case partly(String)
        /// The same message may be accepted later; not before `after`, if the receiver said so.
        case failed(String, after: Duration?)
        /// The same message will never be accepted.
        case refused(String)
    }

    /// The state of a message after an attempt.
    enum Fate: Hashable, Sendable {
        case sent
        case retried(at: MonotonicTime)
        case givenUp
    }

    /// About 25 minutes: enough for a receiver that is restarted or moved.
    static let attempts = 12
    private static let firstPause = Duration.seconds(1)
    /// Also the longest wait that a receiver may ask for.
    static let longestPause = Duration.seconds(300)
    /// The most messages that wait: those of five oscillating metrics in an hour.
    static let capacity = 200

    /// The oldest first.
    private(set) var messages: [AlertMessage] = []
    private var failures = 0
    private var notBefore: MonotonicTime?

    init(_ messages: [AlertMessage] = []) { self.messages = Array(messages.suffix(Self.capacity)) }

    /// - Returns: the message that had to make room, if any.
    mutating func add(_ message: AlertMessage) -> AlertMessage? {
        messages.append(message)
        guard messages.count > Self.capacity else { return nil }
        // The first one may be on its way at this moment.
        return messages.remove(at: 1)
    }

    func next(at now: MonotonicTime) -> Step {
        guard let message = messages.first else { return .rest }
        if let notBefore, now < notBefore { return .wait(until: notBefore) }
        return .send(message)
    }

    /// Notes the outcome of the last attempt.
    mutating func settle(_ outcome: Outcome, at now: MonotonicTime) -> Fate {
        switch outcome {
        case .failed(_, let wish) where failures + 1 < Self.attempts:
            failures += 1
            let doubled = (1..<failures).reduce(Self.firstPause) { pause, _ in min(pause * 2, Self.longestPause) }
            let time = now + min(max(doubled, wish ?? .zero), Self.longestPause)
            notBefore = time
            return .retried(at: time)
        case .accepted, .partly, .failed, .refused:
            if !messages.isEmpty { messages.removeFirst() }
            (failures, notBefore) = (0, nil)
            switch outcome {
            case .accepted, .partly: return .sent
            case .failed, .refused: return .givenUp
            }
        }
    }
}
