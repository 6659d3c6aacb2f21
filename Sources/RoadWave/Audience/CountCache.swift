internal import RoadWaveRTC

/// The counts that a node has cached: those of the lives requested lately, each with the counts that its event streams
/// published last.
///
/// A state machine without clock.
/// See docs/decisions/audience.md, « Counts are asked for ».
struct CountCache {
    /// The most lives in the cache: all running lives (100), and the lives of some pages of the list.
    static let limit = 1_000
    /// How long a live stays cached after the last request for it.
    static let interest = Duration.seconds(60)

    /// A request to the store, in the order of the requests.
    struct Request: Comparable {
        fileprivate var number: UInt64

        static func < (earlier: Request, later: Request) -> Bool { earlier.number < later.number }
    }

    private struct Entry {
        var counts: AudienceCounts
        /// The request that returned them.
        var request: Request
        /// The counts that streams of events published last.
        var published: AudienceCounts
    }

    private var entries: [LiveID: Entry] = [:]
    /// When each live was last requested.
    private var askedAt: [LiveID: MonotonicTime] = [:]
    private var lastRequest = Request(number: 0)

    /// The counts of a live; nil when they are not cached.
    func counts(of live: LiveID) -> AudienceCounts? { entries[live]?.counts }

    /// Notes a request for the counts of lives.
    /// - Returns: the lives whose counts are not cached.
    mutating func lookUp(_ lives: [LiveID], now: MonotonicTime) -> [LiveID] {
        for live in lives where askedAt[live] != nil || askedAt.count < Self.limit { askedAt[live] = now }
        return lives.filter { entries[$0] == nil }
    }

    /// Begins a request to the store.
    mutating func request() -> Request {
        lastRequest.number += 1
        return lastRequest
    }

    /// Stores the counts that a request returned. Counts that were not cached trigger no event.
    ///
    /// Several requests may be open at once: the answer to an earlier one does not replace the answer to a later one.
    mutating func store(_ counts: [LiveID: AudienceCounts], answering request: Request) {
        for (live, counts) in counts where entries[live] != nil || entries.count < Self.limit {
            var entry = entries[live] ?? Entry(counts: counts, request: request, published: counts)
            guard entry.request <= request else { continue }
            entry.counts = counts
            entry.request = request
            entries[live] = entry
        }
    }

    /// The lives whose counts are due for another read; the others leave the cache.
    /// - Parameter always: lives that stay cached even without requests.
    mutating func livesToRefresh(besides always: Set<LiveID>, now: MonotonicTime) -> [LiveID] {
        askedAt = askedAt.filter { now - $0.value < Self.interest }
        let lately = askedAt.filter { !always.contains($0.key) }.sorted { $0.value > $1.value }.map(\.key)
        let kept = always.prefix(Self.limit) + lately.prefix(max(0, Self.limit - always.count))
        let known = Set(kept)
        askedAt = askedAt.filter { known.contains($0.key) }
        entries = entries.filter { known.contains($0.key) }
        return Array(kept)
    }

    /// The counts that changed since the last call, or since they were cached.
    mutating func takeChanges() -> [(LiveID, AudienceCounts)] {
        let changed = entries.filter { $0.value.counts != $0.value.published }
        for live in changed.keys { entries[live]?.published = changed[live]?.counts ?? .none }
        return changed.map { ($0.key, $0.value.counts) }
    }
}
