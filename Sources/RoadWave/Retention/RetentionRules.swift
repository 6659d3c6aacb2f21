/// How long recordings and the media of lives stay. Dates are passed in: those of the database's clock.
///
/// Periods are milliseconds. A day of a calendar may have 23 hours.
/// See docs/decisions/replay.md, « What lasts, what goes ».
struct RetentionRules: Hashable, Sendable {
    /// How long a recording stays once its replay is published.
    var recordingKept: Duration
    /// How long the media of a live stays after its end.
    var liveMediaKept: Duration

    /// The decision on a recording.
    enum Decision: Hashable, Sendable {
        /// Nothing needs it any more.
        case delete
        /// It may go if the MP3 of its replay is in the storage, with this size.
        case deleteIfStored(mp3Size: Int64)
        /// It stays for now, as it should.
        case keep
        /// It stays, and an operator should know why.
        case hold(HeldRecording.Reason)
    }

    /// - Parameter facts: nil if the database does not have the live.
    func decision(on facts: RecordingFacts?, now: WallDate) -> Decision {
        guard let facts else { return .hold(.unknownLive) }
        guard let job = facts.job else { return .keep }
        switch job {
        case .dropped: return .delete
        case .published:
            guard let publishedAt = facts.publishedAt, let mp3Size = facts.mp3Size else { return .hold(.noReplay) }
            return now - publishedAt >= recordingKept ? .deleteIfStored(mp3Size: mp3Size) : .keep
        case .recording, .queued, .working, .silent, .unsupported, .damaged, .failed:
            return .hold(.unpublished(job, facts.reason))
        }
    }

    /// The decision once the storage was asked for the MP3.
    /// - Parameters:
    ///   - expected: the size in the row of the replay.
    ///   - stored: the size in the storage; nil if the MP3 is not there.
    func decision(expecting expected: Int64, stored: Int?) -> Decision {
        guard let stored else { return .hold(.mp3Missing) }
        return Int64(stored) == expected ? .delete : .hold(.mp3Differs(expected: expected, stored: stored))
    }

    /// The media of lives that had ended at this date may go.
    func liveMediaLimit(now: WallDate) -> WallDate { now - liveMediaKept }
}

/// A recording that stays although one might expect that it goes.
struct HeldRecording: Hashable, Sendable {
    /// Why it stays.
    enum Reason: Hashable, Sendable {
        /// Its job is in this state, with this failure.
        case unpublished(ReplayJob.State, String?)
        /// Its job is published, and there is no row of the replay.
        case noReplay
        /// The MP3 of its replay is not in the storage.
        case mp3Missing
        /// The MP3 of its replay has another size than its row says.
        case mp3Differs(expected: Int64, stored: Int)
        /// The database does not have its live.
        case unknownLive
    }

    let live: LiveID
    let reason: Reason
    /// The time since the end of its live; nil if that is unknown.
    let age: Duration?
}

extension HeldRecording.Reason: CustomStringConvertible {
    /// The reason and the remedy, in one English line.
    var description: String {
        switch self {
        case .unpublished(.recording, _): "it is not in the secondary storage as a whole yet"
        case .unpublished(.queued, _): "its replay waits for a worker"
        case .unpublished(.working, _): "its replay is being made"
        case .unpublished(.silent, _): "nothing is to be heard in it: 'jobs drop' releases it"
        case .unpublished(let state, let failure):
            (["its job is \(state.rawValue)"]
                + (failure.map { [$0.split(whereSeparator: \.isNewline).joined(separator: " ")] } ?? [])
                + ["'jobs retry' makes it again, 'jobs drop' releases it"]).joined(separator: ": ")
        case .noReplay: "its job is published, but the list of replays does not have it"
        case .mp3Missing: "the MP3 of its replay is not in the storage: this is the last copy"
        case .mp3Differs(let expected, let stored):
            "the MP3 of its replay has \(stored) bytes in the storage instead of \(expected)"
        case .unknownLive: "the database has no such live"
        }
    }
}

extension ReplayConfiguration {
    /// The rules of a sweep.
    var retention: RetentionRules { RetentionRules(recordingKept: recordingKept, liveMediaKept: liveMediaKept) }
}
