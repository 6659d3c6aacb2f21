/// The dates when the samples of a live were spoken. They follow from its start, its media time, and its lag since.
struct MediaDates: Hashable, Sendable {
    private struct Lag: Hashable {
        var from: MediaTime
        var samples: Int
    }

    let start: WallDate
    /// In order; one for each stall of the creator's capture since the current segment began.
    private var lags: [Lag] = []

    /// Dates of a live whose sample 0 was spoken at `start`.
    init(start: WallDate) { self.start = start }

    /// From a position on, the live is this many samples behind the time since its start.
    mutating func set(lag samples: Int, from: MediaTime) {
        lags.removeAll { $0.from >= from }
        lags.append(Lag(from: from, samples: samples))
    }

    /// The date when the sample at a position was spoken.
    func date(of time: MediaTime) -> WallDate {
        start + MediaTime(samples: time.samples + Int64(lags.last { $0.from <= time }?.samples ?? 0))
    }

    /// Removes entries that no date at or after a position needs.
    mutating func forget(before time: MediaTime) {
        guard let index = lags.lastIndex(where: { $0.from <= time }) else { return }
        lags.removeFirst(index)
    }
}
