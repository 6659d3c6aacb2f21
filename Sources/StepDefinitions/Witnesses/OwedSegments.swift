internal import RoadWaveTestServices

/// The segments that a listener may still ask for: those that a playlist lists, and those that have left it for no longer
/// than RFC 8216 §6.2.2 has them stay, their own length and that of the longest playlist that listed them.
struct OwedSegments: Sendable {
    /// How many were asked for.
    let count: Int
    /// Those that the storage does not have.
    let missing: [String]

    /// Asks the storage itself for each: a cache would hide that one is gone.
    /// - Parameters:
    ///   - moment: now, in seconds since the observation began.
    ///   - url: where the storage itself gives what has this path.
    static func look(for live: ServedLive, at moment: Double, storedAt url: (String) -> String) async -> OwedSegments {
        let http = HTTPWitness()
        var (count, missing) = (0, [String]())
        for variant in live.variants {
            let folder = variant.playlists.first.map {
                $0.path.prefix(through: $0.path.lastIndex(of: "/") ?? $0.path.startIndex)
            }
            for (uri, deadline) in deadlines(of: variant) where deadline >= moment {
                let path = "\(folder ?? "")\(uri)"
                count += 1
                if await http.persistently(url(path), method: "HEAD")?.status != 200 { missing.append(path) }
            }
        }
        return OwedSegments(count: count, missing: missing.sorted())
    }

    /// Until when each segment is owed.
    static func deadlines(of variant: ServedVariant) -> [String: Double] {
        var deadlines: [String: Double] = [:]
        for answer in variant.playlists {
            guard let playlist = answer.playlist else { continue }
            let length = playlist.segments.reduce(0) { $0 + $1.duration }
            for segment in playlist.segments {
                let deadline = answer.at + segment.duration + length
                deadlines[segment.uri] = max(deadlines[segment.uri] ?? 0, deadline)
            }
        }
        return deadlines
    }
}
