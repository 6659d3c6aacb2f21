internal import Foundation

/// The traffic of one live, counted from NGINX's own log without the engine.
struct ServedTraffic: Sendable {
    /// Requests for a path below the live's folder that got it: whole, in part, or unchanged.
    private let answered: [CacheLog.Entry]
    private let folder: String
    /// The sound of a segment.
    private let seconds: Int

    init(_ log: CacheLog, below folder: String, seconds: Int) {
        answered = log.requests(below: folder).filter {
            ["GET", "HEAD"].contains($0.method) && [200, 206, 304].contains($0.status)
        }
        self.folder = folder
        self.seconds = seconds
    }

    /// The segments of a rendition that were sent whole.
    /// - Parameter numbers: only these; all when nil.
    func wholeSegments(of rendition: String, _ numbers: Set<Int>? = nil) -> [CacheLog.Entry] {
        let folder = "\(folder)\(rendition)/"
        return answered.filter { entry in
            guard entry.isWholeSegment, entry.path.hasPrefix(folder) else { return false }
            guard let numbers else { return true }
            return Int(entry.path.dropFirst(folder.count).dropLast(3)).map(numbers.contains) ?? false
        }
    }

    /// The renditions of which segments were sent.
    private var renditions: Set<String> {
        Set(
            answered.compactMap { entry in
                let parts = entry.path.dropFirst(folder.count).split(separator: "/")
                return parts.count == 2 && entry.path.hasSuffix(".ts") ? String(parts[0]) : nil
            })
    }

    /// The audio payload of all segments: their sound at the bit rate that the rendition is named after; of those that were
    /// cut off, their share.
    var audioBytes: Int {
        renditions.reduce(0) { total, rendition in
            let each = (Int(rendition.dropLast()) ?? 0) * 1_000 * seconds / 8
            return answered.filter { $0.path.hasPrefix("\(folder)\(rendition)/") && $0.path.hasSuffix(".ts") }
                .reduce(total) { $0 + $1.share(of: each) }
        }
    }

    /// The months of the requests in a time zone, such as `2026-10`, in order.
    func months(in zone: String) -> [String] {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        let months = answered.map { entry in
            let parts = calendar.dateComponents([.year, .month], from: Date(timeIntervalSince1970: entry.at))
            return "\(parts.year ?? 0)-\(String(100 + (parts.month ?? 0)).dropFirst())"
        }
        return Set(months).sorted()
    }

    /// All bytes sent, headers and playlists included.
    var sentBytes: Int { answered.reduce(0) { $0 + $1.bytes } }
}

extension CacheLog.Entry {
    /// Whether a whole segment was sent.
    var isWholeSegment: Bool {
        method == "GET" && status == 200 && path.hasSuffix(".ts") && complete == "OK" && Int(length) == body
    }

    /// The part of `bytes` that was sent.
    fileprivate func share(of bytes: Int) -> Int {
        guard method == "GET", status == 200, let length = Int(length), length > 0 else { return 0 }
        return bytes * min(body, length) / length
    }
}
