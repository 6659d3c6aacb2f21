internal import RoadWaveRTC

/// The counts that a node has at hand: of the lives that someone asked for lately, and whether their streams of events
/// have been told.
///
/// A state machine without clock.
/// See docs/decisions/audience.md, « Counts are asked for ».
struct CountBoard {
    /// The lives at hand at most: those that run everywhere (100), and those of some pages of the list.
    static let limit = 1_000
    /// How long after it was last asked for a live stays at hand.
    static let interest = Duration.seconds(60)

    /// A question to the store, in the order in which it was asked.
    struct Question: Comparable {
        fileprivate var number: UInt64

        static func < (earlier: Question, later: Question) -> Bool { earlier.number < later.number }
    }

    private struct Entry {
        var counts: AudienceCounts
        /// The question that they answer.
        var question: Question
        /// What streams of events were told last.
        var told: AudienceCounts
    }

    private var entries: [LiveID: Entry] = [:]
    /// When each was last asked for.
    private var askedAt: [LiveID: MonotonicTime] = [:]
    private var lastQuestion = Question(number: 0)

    /// The counts of a live; nil when they are not at hand.
    func counts(of live: LiveID) -> AudienceCounts? { entries[live]?.counts }

    /// Notes that lives were asked for.
    /// - Returns: those whose counts are not at hand.
    mutating func ask(for lives: [LiveID], now: MonotonicTime) -> [LiveID] {
        for live in lives where askedAt[live] != nil || askedAt.count < Self.limit { askedAt[live] = now }
        return lives.filter { entries[$0] == nil }
    }

    /// The store is about to be asked for counts.
    mutating func question() -> Question {
        lastQuestion.number += 1
        return lastQuestion
    }

    /// Takes counts from the store. Those that were not at hand are news to nobody: who asks next is told them.
    ///
    /// Questions may be open at the same time: the answer to an earlier one is not put over that to a later one.
    mutating func learn(_ counts: [LiveID: AudienceCounts], asked question: Question) {
        for (live, counts) in counts where entries[live] != nil || entries.count < Self.limit {
            var entry = entries[live] ?? Entry(counts: counts, question: question, told: counts)
            guard entry.question <= question else { continue }
            entry.counts = counts
            entry.question = question
            entries[live] = entry
        }
    }

    /// The lives whose counts are to be asked of the store again; the others are at hand no more.
    /// - Parameter always: those that count whether someone asked or not.
    mutating func interesting(besides always: Set<LiveID>, now: MonotonicTime) -> [LiveID] {
        askedAt = askedAt.filter { now - $0.value < Self.interest }
        let lately = askedAt.filter { !always.contains($0.key) }.sorted { $0.value > $1.value }.map(\.key)
        let kept = always.prefix(Self.limit) + lately.prefix(max(0, Self.limit - always.count))
        let known = Set(kept)
        askedAt = askedAt.filter { known.contains($0.key) }
        entries = entries.filter { known.contains($0.key) }
        return Array(kept)
    }

    /// The counts that changed since this was last asked, or since they came to hand.
    mutating func changes() -> [(LiveID, AudienceCounts)] {
        let changed = entries.filter { $0.value.counts != $0.value.told }
        for live in changed.keys { entries[live]?.told = changed[live]?.counts ?? .none }
        return changed.map { ($0.key, $0.value.counts) }
    }
}
