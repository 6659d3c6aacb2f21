internal import RoadWaveTestServices

/// What a refused creator reads in the answer: the status, and a place in the queue where there is one.
struct QueueAnswer: Sendable {
    let status: Int
    /// In seconds; 0 when the answer does not say.
    let retryAfter: Int
    /// From 1; 0 without a place in the queue.
    let position: Int
    let ticket: String

    init(_ answer: HTTPWitness.Answer?) {
        status = answer?.status ?? 0
        retryAfter = answer?.headers["retry-after"].flatMap { Int($0) } ?? 0
        let queue = answer?.json["queue"] as? [String: any Sendable]
        position = queue?["position"] as? Int ?? 0
        ticket = queue?["ticket"] as? String ?? ""
    }
}
