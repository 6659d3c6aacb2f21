/// How one live ended, and what follows from it: the only place that decides either.
///
/// Facts go in, in any order, once or several times; actions come out, each once. Most actions bring a fact back when they
/// are done, which is what the actions after them wait for. A live ends here, or it was claimed from a dead node, or it was
/// found in the journal at a start: the consequences are listed once, in ``follow()``.
///
/// A state machine without clock. See docs/decisions/nodes.md, « One author of every ending ».
struct LiveEnding: Sendable {
    /// Whether a live was still this node's when it ended, as the registry of nodes knows it.
    enum Verdict: Hashable, Sendable {
        /// It was.
        case own
        /// Another node had taken it over, and has written when its media ended.
        case lostTo(NodeID?, endedAt: WallDate?)
        /// The registry does not answer, or does not know the live.
        case unknown
    }

    /// What became of a live's playlists.
    enum Media: Hashable, Sendable {
        /// They say that nothing will follow, or never said anything.
        /// - Parameter end: when the media that they list ends, where this had to be looked up.
        case closed(end: WallDate?)
        /// The storage did not take their end.
        case open
        /// Another node had closed them: this one was taken for dead.
        case closedElsewhere
    }

    /// The end of a live on this node.
    struct End: Sendable {
        /// The live as it was last.
        var live: Live
        var reason: EndReason
        var date: WallDate
        /// The number of the node's lease at the end; nil when it may have run out.
        var lease: Int?
        /// Whether the creator was ever heard: only then is the live in the catalogue.
        var wasHeard: Bool
    }

    /// What is learnt of an ending.
    enum Fact: Sendable {
        /// Nothing more comes from the creator.
        case ended(End)
        case registrySaid(Verdict)
        case mediaClosed(Media)
        case recordingClosed
        case audienceOpened
        /// With the last counts; nil where they are not known.
        case audienceClosed(AudienceCounts?)
        case slotReleased
        /// The journal says how the live ended.
        case endNoted
        /// The catalogue says how the live ended; false when it does not and will not.
        case catalogueWritten(Bool)
        /// The node stops and waits no longer.
        case stopped
    }

    /// What is to be done.
    enum Action: Hashable, Sendable {
        /// End the session: the live is another node's.
        case endSession
        /// Write no more playlists: they are another node's.
        case abandonMedia
        /// Let go of the creator's connection and of the media loop.
        case detach
        /// Answer so whoever asks about the live from now on.
        case update(Live)
        /// Brings ``Fact/slotReleased``.
        case releaseSlot
        /// Note it in the journal. Brings ``Fact/endNoted``.
        case note(JournalEntry)
        /// Brings ``Fact/registrySaid(_:)``.
        case recordInRegistry(Live)
        /// Count, log, and publish to the node's observers.
        case publish(Live)
        /// Publish to those who observe this live on this node.
        case relay(Live)
        /// Publish to the other nodes.
        case announce(Live)
        /// Record it in the catalogue.
        case recordInCatalogue(Live)
        /// Brings ``Fact/catalogueWritten(_:)``.
        case awaitCatalogue
        /// Brings ``Fact/audienceClosed(_:)``.
        case closeAudience
        case audit(Live, AudienceCounts?)
        /// Answer those who wait to learn how the live ended.
        case answer(Live)
        /// Publish that nothing more of the live will be stored.
        case publishClosed(Live)
        /// Queue what follows a live, such as its replay.
        case queueFollowUp(Live)
        /// Count and log that the live died with an earlier process of the node.
        case countLost(Live)
        /// Note it in the journal and close its playlists as soon as the storage takes it. Brings ``Fact/mediaClosed(_:)`` for
        /// a live of the journal.
        case closeLater(JournalEntry)
        /// Strike it out of the journal.
        case strike
    }

    private enum Origin: Hashable {
        case here(lease: Int?)
        case claimed
        case journal(wasRunning: Bool, isClosed: Bool)
    }

    private enum Step: Hashable {
        case endSession, abandonMedia, detach, settle, answer, announce, closeAudience, audit, close, queue
        case closeLater, strike
    }

    /// The live as it is known now; as it ended, once that is certain.
    private(set) var live: Live
    private let origin: Origin
    private var end: End?
    private var verdict: Verdict?
    private var media: Media?
    private var isRecordingClosed: Bool
    private var isAudienceOpen: Bool
    private var isAudienceClosed = false
    private var counts: AudienceCounts?
    private var isSlotReleased = false
    private var isEndNoted = false
    private var isWritten: Bool?
    private var isStopped = false
    /// Whether the journal has closed what was left to it.
    private var isClosedLater = false
    private var taken: Set<Step> = []

    /// A live that runs on this node.
    /// - Parameter lease: the number of the node's lease as it began: while it stands nobody else can end the live.
    init(of live: Live, lease: Int?) {
        self.live = live
        origin = .here(lease: lease)
        isRecordingClosed = false
        isAudienceOpen = false
    }

    /// A live that was claimed from a dead node: it is over as `live` says (``over(_:written:at:)``).
    init(claimed live: Live) {
        self.live = live
        origin = .claimed
        isRecordingClosed = true
        isAudienceOpen = true
    }

    /// A live that an earlier process of this node has noted. One that ran has died with that process.
    init(found entry: JournalEntry, at date: WallDate) {
        live = entry.state == .running ? entry.live.lost(at: date) : entry.live
        origin = .journal(wasRunning: entry.state == .running, isClosed: entry.isClosed)
        isRecordingClosed = true
        isAudienceOpen = true
    }

    /// How a live is over whose node is dead: as it is written, where its node has ended it in order and could tell only the
    /// catalogue; lost otherwise.
    static func over(_ live: Live, written: Live?, at date: WallDate) -> Live {
        if let written, written.isOver { return written }
        return live.lost(at: date)
    }
}

// MARK: - What is known

extension LiveEnding {
    /// Whether nothing more comes from the creator.
    var hasEnded: Bool {
        if case .here = origin { end != nil } else { true }
    }

    /// Whether it is certain how the live ended.
    var isSettled: Bool { taken.contains(.settle) }

    /// Whether those who wait have their answer.
    var isAnswered: Bool { taken.contains(.answer) }

    /// Whether the live ran on this node.
    var isHosted: Bool {
        if case .here = origin { true } else { false }
    }

    /// Whether the storage has all that it will get of the live.
    var isStored: Bool { media != nil && isRecordingClosed }

    /// Whether nothing is left to be done, but what the journal does later.
    var isConcluded: Bool {
        guard isSettled, isSlotReleased || !takesSlot else { return false }
        guard !isStopped else { return true }
        let isDisposed = taken.contains(.strike) || taken.contains(.closeLater)
        return isDisposed && taken.isSuperset(of: [.answer, .announce, .audit, .close, .queue])
    }

    /// Whether no fact changes anything any more.
    var isFinished: Bool { isConcluded && (taken.contains(.strike) || isStopped) }

    private var takesSlot: Bool {
        if case .journal = origin { false } else { true }
    }

    private var isLost: Bool {
        if case .lostTo = verdict { return true }
        return media == .closedElsewhere
    }

    /// Whether the live ended while nobody else could have ended it.
    private var isLeaseUnbroken: Bool {
        guard case .here(let lease?) = origin else { return false }
        return end?.lease == lease
    }

    /// Whether it can be said for certain how the live ended.
    private var isCertain: Bool {
        guard isHosted else { return true }
        guard end != nil else { return false }
        if isLost || isLeaseUnbroken || verdict == .own || isStopped { return true }
        // Where the registry does not say whether another node had taken the live over, its playlists do.
        return verdict == .unknown && media != nil
    }
}

// MARK: - Facts in, actions out

extension LiveEnding {
    /// What is to be done at the beginning: nothing for a live that runs.
    mutating func begin() -> [Action] { follow() }

    /// Takes a fact. Of two that contradict each other the first one stands.
    /// - Returns: what is to be done, in order.
    mutating func take(_ fact: Fact) -> [Action] {
        switch fact {
        case .ended(let end): if isHosted, self.end == nil { self.end = end }
        // A verdict may still come where there was none.
        case .registrySaid(let verdict): if self.verdict == nil || self.verdict == .unknown { self.verdict = verdict }
        case .mediaClosed(let media): take(media)
        case .recordingClosed: isRecordingClosed = true
        case .audienceOpened: isAudienceOpen = true
        case .audienceClosed(let counts):
            if !isAudienceClosed { self.counts = counts }
            isAudienceClosed = true
        case .slotReleased: isSlotReleased = true
        case .endNoted: isEndNoted = true
        case .catalogueWritten(let isWritten): if self.isWritten == nil { self.isWritten = isWritten }
        case .stopped: isStopped = true
        }
        return follow()
    }

    private mutating func take(_ media: Media) {
        if case .closed = media, taken.contains(.closeLater) { isClosedLater = true }
        switch (self.media, media) {
        // What the storage did not take at first may be closed later.
        case (nil, _), (.open, .closed): self.media = media
        default: break
        }
    }

    /// All consequences, in the order in which they are due.
    private mutating func follow() -> [Action] {
        var actions: [Action] = []
        switch origin {
        case .here: followHere(&actions)
        case .claimed: followClaimed(&actions)
        case .journal(let wasRunning, let isClosed): followJournal(&actions, wasRunning: wasRunning, isClosed: isClosed)
        }
        if isSettled, isStored, first(.queue) { actions.append(.queueFollowUp(live)) }
        return actions
    }

    private mutating func followHere(_ actions: inout [Action]) {
        if isLost, media == nil, first(.abandonMedia) { actions.append(.abandonMedia) }
        if isLost, end == nil, first(.endSession) { actions.append(.endSession) }
        guard let end else { return }
        if first(.detach) {
            live = end.live.ended(end.reason, at: end.date)
            // The end is noted before the playlists are closed: should the node go meanwhile, the next one closes them.
            actions += [
                .update(live), .detach, .note(JournalEntry(ended: live)), .recordInRegistry(live), .releaseSlot,
            ]
        }
        guard isCertain else { return }
        if first(.settle) {
            if isLost {
                live = end.live.lost(at: end.date)
                if case .lostTo(_, let endedAt?) = verdict { live.endedAt = endedAt }
            }
            actions += [.update(live), .publish(live)]
            if end.wasHeard { actions.append(.recordInCatalogue(live)) } else { isWritten = true }
        }
        if isSlotReleased, first(.answer) { actions.append(.answer(live)) }
        // Once the registry knows: the others ask it whether it is true. A node that took a live over has announced it.
        if verdict != nil || isStopped, first(.announce), live.state != .lost { actions.append(.announce(live)) }
        if isAudienceOpen, first(.closeAudience) { actions.append(.closeAudience) }
        // A node that took a live over audits its end.
        if isAudienceClosed, first(.audit), live.state != .lost { actions.append(.audit(live, counts)) }
        guard isStored, let media else { return }
        if first(.close) {
            if case .closed = media { actions.append(.publishClosed(live)) }
            if isWritten == nil { actions.append(.awaitCatalogue) }
        }
        // What a stop leaves is in the journal, and the next start's.
        guard !isStopped, isEndNoted, isAudienceClosed, let isWritten else { return }
        if taken.contains(.closeLater) {
            if isClosedLater, first(.strike) { actions.append(.strike) }
        } else if case .closed = media, isWritten {
            if first(.strike) { actions.append(.strike) }
        } else if first(.closeLater) {
            actions.append(.closeLater(JournalEntry(ended: live)))
        }
    }

    private mutating func followClaimed(_ actions: inout [Action]) {
        if first(.settle) { actions += [.update(live), .releaseSlot, .relay(live), .announce(live)] }
        taken.formUnion([.answer, .announce, .strike])
        conclude(&actions)
    }

    private mutating func followJournal(_ actions: inout [Action], wasRunning: Bool, isClosed: Bool) {
        if first(.settle) {
            actions += [.update(live), .recordInCatalogue(live)]
            if wasRunning { actions.append(.countLost(live)) }
            if isClosed {
                taken.formUnion([.close, .audit, .queue, .strike])
            } else if first(.closeLater) {
                actions.append(.closeLater(entry(isClosed: false)))
            }
        }
        taken.formUnion([.answer, .announce])
        // What follows an end in order was done by the process that ended the live.
        if live.state == .lost { conclude(&actions) } else { taken.formUnion([.close, .audit]) }
        guard case .closed = media, first(.strike) else { return }
        // A lost live is kept, so that its creator is told why it does not go on.
        actions.append(live.state == .lost ? .note(entry(isClosed: true)) : .strike)
    }

    /// The end of a live whose node is dead, once its media has told when.
    private mutating func conclude(_ actions: inout [Action]) {
        guard case .closed(let mediaEnd) = media else { return }
        if first(.close) {
            if live.state == .lost { live.endedAt = mediaEnd ?? live.startedAt }
            actions += [.update(live), .recordInCatalogue(live), .closeAudience]
        }
        // What a shared store still has of the counts is noted; those of an embedded one died with the node.
        if isAudienceClosed, first(.audit) {
            actions.append(.audit(live, counts == AudienceCounts.none ? nil : counts))
        }
    }

    private func entry(isClosed: Bool) -> JournalEntry {
        var entry = live.state == .lost ? JournalEntry(lost: live) : JournalEntry(ended: live)
        entry.isClosed = isClosed
        return entry
    }

    /// Whether a step is due that was not taken yet; it is taken from now on.
    private mutating func first(_ step: Step) -> Bool { taken.insert(step).inserted }
}

extension Live {
    /// The live, ended on its node.
    fileprivate func ended(_ reason: EndReason, at date: WallDate) -> Live {
        var ended = self
        ended.state = .ended
        ended.endReason = reason
        ended.endedAt = date
        ended.connection = nil
        return ended
    }

    /// The live, lost with its node.
    fileprivate func lost(at date: WallDate) -> Live {
        var lost = ended(.nodeLost, at: date)
        lost.state = .lost
        return lost
    }
}
