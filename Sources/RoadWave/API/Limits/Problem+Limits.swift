internal import Hummingbird

extension Problem {
    /// For whoever sent too many requests (RFC 6585 §4).
    static func tooManyRequests(retryAfter wait: Duration) -> Problem {
        // Rounded up: who comes back at that second is let through.
        let seconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
        return Problem(
            status: .tooManyRequests, code: "too_many_requests",
            detail: "Trop de requêtes. Veuillez réessayer dans \(seconds) s.", headers: [.retryAfter: "\(seconds)"])
    }
}
