/// A resource of a node that is measured every second, and may raise an alert.
/// See docs/decisions/monitoring.md, « Five metrics ».
public enum MonitoredMetric: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
    /// The use of processor time, as a share of the limit that is closest to being reached.
    case cpu = "cpu_usage"
    /// The use of memory, as a share of the limit that is closest to being reached.
    case memory = "memory_usage"
    /// The bytes that the machine sends, as a share of its uplink.
    case upload = "upload_usage"
    /// The creators who are connected over WebRTC.
    case sessions = "webrtc_sessions"
    /// The mean response time of the cache, in seconds.
    case delivery = "cdn_latency"

    /// What a value is measured in.
    enum Unit: String, Sendable {
        /// 1 is the whole capacity; people read it in percent.
        case ratio
        case count
        /// People read it in milliseconds.
        case seconds
    }

    var unit: Unit {
        switch self {
        case .cpu, .memory, .upload: .ratio
        case .sessions: .count
        case .delivery: .seconds
        }
    }

    /// The French name, inside a sentence.
    var frenchName: String {
        switch self {
        case .cpu: "processeur"
        case .memory: "mémoire"
        case .upload: "bande passante d’envoi"
        case .sessions: "connexions WebRTC"
        case .delivery: "latence moyenne du CDN"
        }
    }

    /// Of the French name.
    var isFeminine: Bool { self != .cpu }
    /// Of the French name.
    var isPlural: Bool { self == .sessions }
}

extension MonitoredMetric.Unit {
    /// The factor from the metric's unit to the unit that people read: 0.8 is 80 %.
    var scale: Double {
        switch self {
        case .ratio: 100
        case .count: 1
        case .seconds: 1_000
        }
    }

    /// The unit that people read, with the space before it.
    private var suffix: String {
        switch self {
        case .ratio: "\u{202F}%"
        case .count: ""
        case .seconds: "\u{202F}ms"
        }
    }

    /// A value in French: `86,4 %`. It has one decimal, or up to six where it would otherwise look equal to the limit.
    func french(_ value: Double, besides limit: Double? = nil) -> String {
        let decimals = (1...6).first { decimals in
            guard let limit, limit != value else { return true }
            return digits(value, decimals: decimals) != digits(limit, decimals: decimals)
        }
        return digits(value, decimals: decimals ?? 6) + suffix
    }

    /// A number in French with at most so many decimals, without zeros at the end.
    private func digits(_ value: Double, decimals: Int) -> String {
        let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        let scaled = (value * scale * power).rounded()
        // Beyond this a Double has no decimals.
        guard let whole = Int64(exactly: scaled), abs(scaled) < 9e15 else { return "\(value * scale)" }
        let unit = Int64(power)
        let fraction = String(String(unit + abs(whole) % unit).dropFirst())
        let trimmed = fraction.reversed().drop { $0 == "0" }.reversed()
        let sign = whole < 0 ? "−" : ""
        return "\(sign)\(abs(whole) / unit)" + (trimmed.isEmpty ? "" : "," + String(trimmed))
    }
}
