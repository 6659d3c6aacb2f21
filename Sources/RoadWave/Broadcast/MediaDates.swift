/// When the samples of a live were spoken: its start, its media time, and how far it has fallen behind since.
struct MediaDates: Hashable, Sendable {
    private struct Lag: Hashable {
        var from: MediaTime
        var samples: Int
    }

    let start: WallDate
    /// In order; as many as the creator's capture stalled since the segment under way began.
    private var lags: [Lag] = []

    /// Dates of a live whose sample 0 was spoken at `start`.
    init(start: WallDate) { self.start = start }

    /// From a place on, the live is so many samples behind the time since its start.
    mutating func set(lag samples: Int, from: MediaTime) {
        lags.removeAll { $0.from >= from }
        lags.append(Lag(from: from, samples: samples))
    }

    /// When the sample at a place was spoken.
    func date(of time: MediaTime) -> WallDate {
        start + MediaTime(samples: time.samples + Int64(lags.last { $0.from <= time }?.samples ?? 0))
    }

    /// Forgets what no date at a place, or after it, needs.
    mutating func forget(before time: MediaTime) {
        guard let index = lags.lastIndex(where: { $0.from <= time }) else { return }
        lags.removeFirst(index)
    }
}
