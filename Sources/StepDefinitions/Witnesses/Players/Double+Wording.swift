internal import Foundation

extension Double {
    /// For people: `2,005 s`.
    var seconds: String { String(format: "%.3f s", self).replacingOccurrences(of: ".", with: ",") }

    /// For people: `48,5 kbit/s`.
    var kilobits: String { String(format: "%.1f kbit/s", self / 1_000).replacingOccurrences(of: ".", with: ",") }
}
