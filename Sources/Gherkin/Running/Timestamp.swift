internal import Foundation

/// A moment of the wall's clock, as the Cucumber messages write it.
public struct Timestamp: Sendable, Hashable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int
    /// The rest, 0 to 999,999,999.
    public let nanos: Int

    /// The moment so many seconds and nanoseconds after 1970-01-01T00:00:00Z.
    public init(seconds: Int, nanos: Int) {
        self.seconds = seconds
        self.nanos = nanos
    }

    /// The present moment.
    static func now() -> Timestamp {
        let sinceEpoch = Date().timeIntervalSince1970
        let seconds = sinceEpoch.rounded(.down)
        return Timestamp(seconds: Int(seconds), nanos: min(Int((sinceEpoch - seconds) * 1e9), 999_999_999))
    }
}
