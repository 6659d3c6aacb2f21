/// Decides how one live ended, and what follows from it. No other type decides this.
///
/// Its inputs are facts, in any order, possibly repeated. Its outputs are actions, each once. Most actions produce a
/// fact when they are done, and later actions wait for that fact. There are four kinds of ending: on this node, by a
/// claim from a dead node, from the journal at a start, or from the registry, which knows what the catalogue missed.
/// Their consequences are listed in one place, ``follow()``.
///
/// A state machine without clock. See docs/decisions/nodes.md, « One author of every ending ».
struct LiveEnding: Sendable {
    /// Whether a live still belonged to this node when it ended, according to the registry of nodes.
    enum Verdict: Hashable, Sendable {
        /// It did.
        case own
        /// Another node had taken it over, and has recorded when its media ended.
        case lostTo(NodeID?, endedAt: WallDate?)
        /// The registry does not answer, or does not know the live.
        case unknown
    }

    /// The final state of a live's playlists.
    enum Media: Hashable, Sendable {
        /// They have their `ENDLIST`, or were never written.
        /// - Parameter end: when the listed media ends, if this had to be looked up.
        case closed(end: WallDate?)
        /// The storage did not accept their `ENDLIST`.
        case open
        /// Another node has closed them, because it considered this node dead.
        case closedElsewhere
    }

    /// The end of a live on this node.
    struct End: Sendable {
        /// The last state of the live.
        var live: Live
        var reason: EndReason
        var date: WallDate
        /// The number of the node's lease at the end; nil if it may have expired.
        var lease: Int?
        /// Whether media ever came from the creator. Only then is the live in the catalogue.
        var wasHeard: Bool
    }

    /// A fact about an ending.
    enum Fact: Sendable {
        /// The session has ended: nothing more comes from the creator.
        case ended(End)
        case registrySaid(Verdict)
        /// With the bytes of all stored segments; nil if they are unknown.
        case mediaClosed(Media, bytes: Int? = nil)
        case recordingClosed
        case audienceOpened
        /// With the last counts; nil if they are unknown.
        case audienceClosed(AudienceFigures?)
        case slotReleased
        /// The journal has recorded how the live ended, or could not.
        case endNoted
        /// Whether the catalogue has recorded how the live ended; false if it never will.
        case catalogueWritten(Bool)
        /// The journal has removed the entry of the live, or could not.
        case struck
        /// The claim was given back: another node may claim the live and end it.
        case claimGivenUp
        /// The node stops and no longer waits.
        case stopped
    }

    /// An action to perform.
    enum Action: Hashable, Sendable {
        /// End the session: the live belongs to another node.
        case endSession
        /// Write no more playlists: they belong to another node.
        case abandonMedia
        /// Release the creator's connection and leave the media loop.
        case detach
        /// Return this state to all queries about the live from now on.
        case update(Live)
        /// Brings ``Fact/slotReleased``.
        case releaseSlot
        /// Record it in the journal. Brings ``Fact/endNoted``.
        case note(JournalEntry)
        /// Brings ``Fact/registrySaid(_:)``.
        case recordInRegistry(Live)
        /// Count, log, and publish to the node's observers.
        case publish(Live)
        /// Publish to the observers of this live on this node.
        case relay(Live)
        /// Publish to the other nodes.
        case announce(Live)
        /// Record it in the catalogue.
        case recordInCatalogue(Live)
        /// Brings ``Fact/catalogueWritten(_:)``.
        case awaitCatalogue
        /// Brings ``Fact/audienceClosed(_:)``.
        case closeAudience
        case audit(Live, AudienceFigures?, mediaBytes: Int? = nil)
        /// Answer the requests that wait for the final state.
        case answer(Live)
        /// Publish that the media of the live is completely stored.
        case publishClosed(Live)
        /// Queue what follows a live, such as its replay. At least once for each live: a node that dies before it has
        /// removed the live from its journal queues it again. The queue recognises the live.
        case queueFollowUp(Live)
        /// Count and log that the live died with an earlier process of the node.
        case countLost(Live)
        /// Record it in the journal, and close its playlists as soon as the storage accepts that. Brings
        /// ``Fact/mediaClosed(_:)`` once they are closed.
        case closeLater(JournalEntry)
        /// Remove it from the journal. Brings ``Fact/struck``.
        case strike
    }

    private enum Origin: Hashable {
        case here(lease: Int?)
        case claimed
        case journal(wasRunning: Bool, isClosed: Bool)
        case registry
    }

    private enum Step: Hashable {
        case endSession, abandonMedia, detach, settle, answer, announce, closeAudience, audit, close, queue
        case closeLater, strike
    }

    /// The current state of the live; its final state, once that is certain.
    private(set) var live: Live
    private let origin: Origin
    private var end: End?
    private var verdict: Verdict?
    private var media: Media?
    private var isRecordingClosed: Bool
    private var isAudienceOpen: Bool
    private var isAudienceClosed = false
    private var figures: AudienceFigures?
    private var mediaBytes: Int?
    private var isSlotReleased = false
    private var isEndNoted = false
    private var isWritten: Bool?
    private var isStruck = false
    private var isGivenUp = false
    private var isStopped = false
    /// Whether the journal has closed the playlists that were left to it.
    private var isClosedLater = false
    private var taken: Set<Step> = []

    /// A live that runs on this node.
    /// - Parameter lease: the number of the node's lease when the live began. While this lease is valid, no other node
    ///   can end the live.
    init(of live: Live, lease: Int?) {
        self.live = live
        origin = .here(lease: lease)
        isRecordingClosed = false
        isAudienceOpen = false
    }

    /// A live that was claimed from a dead node; `live` is its final state (``over(_:written:at:)``).
    init(claimed live: Live) {
        self.live = live
        origin = .claimed
        isRecordingClosed = true
        isAudienceOpen = true
    }

    /// A live that an earlier process of this node has recorded in the journal. If it was running, it died with that
    /// process.
    init(found entry: JournalEntry, at date: WallDate) {
        live = entry.state == .running ? entry.live.lost(at: date) : entry.live
        origin = .journal(wasRunning: entry.state == .running, isClosed: entry.isClosed)
        isRecordingClosed = true
        isAudienceOpen = true
    }

    /// A live that is over, according to the registry, and that the catalogue still has as running: its node could not
    /// record the end.
    init(reconciled live: Live) {
        self.live = live
        origin = .registry
        isRecordingClosed = true
        isAudienceOpen = false
    }

    /// The final state of a live whose node died, and was last seen at `date`. If the node ended the live normally, and
    /// could record that only in the catalogue, that state counts. Otherwise the live is lost.
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

    /// Whether the waiting requests are answered.
    var isAnswered: Bool { taken.contains(.answer) }

    /// Whether the live ran on this node.
    var isHosted: Bool {
        if case .here = origin { true } else { false }
    }

    /// Whether nothing more is written of the live for now: its recording is closed, and its playlists are closed or
    /// left to the journal.
    var isMediaSettled: Bool { media != nil && isRecordingClosed }

    /// Whether all is done, except what the journal does later.
    var isConcluded: Bool {
        guard !isGivenUp else { return true }
        guard isSettled, isSlotReleased || !takesSlot else { return false }
        guard !isStopped else { return true }
        let isDisposed = isStruck || taken.contains(.closeLater)
        return isDisposed && taken.isSuperset(of: [.answer, .announce, .audit, .close, .queue])
    }

    /// Whether the ending can be forgotten: further facts change nothing.
    var isDiscardable: Bool { isGivenUp || isConcluded && (isStruck || isStopped) }

    private var takesSlot: Bool {
        switch origin {
        case .here, .claimed: true
        case .journal, .registry: false
        }
    }

    /// Whether another node has ended the live. The registry knows; where it does not tell, the playlists do.
    private var isLost: Bool {
        switch verdict {
        case .lostTo: true
        case .own: false
        case .unknown, nil: media == .closedElsewhere && !isLeaseUnbroken
        }
    }

    /// Whether the live ended while no other node could have ended it.
    private var isLeaseUnbroken: Bool {
        guard case .here(let lease?) = origin else { return false }
        return end?.lease == lease
    }

    /// Whether it is certain how the live ended.
    private var isCertain: Bool {
        guard isHosted else { return true }
        guard end != nil else { return false }
        if isLeaseUnbroken || isStopped { return true }
        return switch verdict {
        case .own, .lostTo: true
        case .unknown: media != nil
        case nil: false
        }
    }

    /// Whether it is time for what follows the live. Of a live that was taken over the claimant queues it; a live that
    /// was never heard has no follow-up.
    private var isFollowUpDue: Bool {
        guard isSettled, isRecordingClosed else { return false }
        return isHosted || media != nil
    }

    private var hasFollowUp: Bool { !isHosted || live.state != .lost && end?.wasHeard == true }
}

// MARK: - Facts in, actions out

extension LiveEnding {
    /// The first actions; none for a running live.
    mutating func begin() -> [Action] { follow() }

    /// Takes a fact. If two facts contradict each other, the first one counts.
    /// - Returns: the actions that follow, in order.
    mutating func take(_ fact: Fact) -> [Action] {
        switch fact {
        case .ended(let end): if isHosted, self.end == nil { self.end = end }
        // A verdict may still replace an unknown one.
        case .registrySaid(let verdict): if self.verdict == nil || self.verdict == .unknown { self.verdict = verdict }
        case .mediaClosed(let media, let bytes):
            take(media)
            if let bytes { mediaBytes = bytes }
        case .recordingClosed: isRecordingClosed = true
        case .audienceOpened: isAudienceOpen = true
        case .audienceClosed(let figures):
            if !isAudienceClosed { self.figures = figures }
            isAudienceClosed = true
        case .slotReleased: isSlotReleased = true
        case .endNoted:
            isEndNoted = true
            // A lost live keeps its entry, which is written once more when its playlists are closed.
            if !isHosted, taken.contains(.strike) { isStruck = true }
        case .catalogueWritten(let isWritten): if self.isWritten == nil { self.isWritten = isWritten }
        case .struck: if taken.contains(.strike) { isStruck = true }
        case .claimGivenUp: isGivenUp = origin == .claimed
        case .stopped: isStopped = true
        }
        return isGivenUp ? [] : follow()
    }

    private mutating func take(_ media: Media) {
        if case .closed = media, taken.contains(.closeLater) { isClosedLater = true }
        switch (self.media, media) {
        // Playlists that the storage did not accept at first may be closed later.
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
        case .registry: followRegistry(&actions)
        }
        if isFollowUpDue, first(.queue), hasFollowUp { actions.append(.queueFollowUp(live)) }
        return actions
    }

    private mutating func followHere(_ actions: inout [Action]) {
        if isLost, media == nil, first(.abandonMedia) { actions.append(.abandonMedia) }
        if isLost, end == nil, first(.endSession) { actions.append(.endSession) }
        guard let end else { return }
        if first(.detach) {
            live = end.live.ended(end.reason, at: end.date)
            // The end is recorded before the playlists are closed: if the process dies in between, the next start
            // closes them.
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
        // Announced once the registry has it, since the other nodes confirm it there. A takeover is announced by the
        // claimant.
        if verdict != nil || isStopped, first(.announce), live.state != .lost { actions.append(.announce(live)) }
        if isAudienceOpen, first(.closeAudience) { actions.append(.closeAudience) }
        // The end of a live that was taken over is audited by the claimant. The audit has the size of the media.
        if isAudienceClosed, media != nil || isStopped, first(.audit), live.state != .lost {
            actions.append(.audit(live, figures, mediaBytes: mediaBytes))
        }
        guard isMediaSettled, let media else { return }
        if first(.close) {
            if case .closed = media { actions.append(.publishClosed(live)) }
            if isWritten == nil { actions.append(.awaitCatalogue) }
        }
        // After a stop, the rest is in the journal and is done by the next start.
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
        isStruck = true
        conclude(&actions)
    }

    private mutating func followRegistry(_ actions: inout [Action]) {
        if first(.settle) { actions.append(.recordInCatalogue(live)) }
        taken.formUnion([.answer, .announce, .audit, .close, .queue, .strike])
        isStruck = true
    }

    private mutating func followJournal(_ actions: inout [Action], wasRunning: Bool, isClosed: Bool) {
        if first(.settle) {
            actions += [.update(live), .recordInCatalogue(live)]
            if wasRunning { actions.append(.countLost(live)) }
            if isClosed {
                taken.formUnion([.close, .audit, .queue, .strike])
                isStruck = true
            } else if first(.closeLater) {
                actions.append(.closeLater(entry(isClosed: false)))
            }
        }
        taken.formUnion([.answer, .announce])
        // The process that ended the live normally may have died before its audit, which waits for the media. Its other
        // steps are repeated here, and change nothing.
        conclude(&actions)
        guard case .closed = media, first(.strike) else { return }
        // A lost live stays in the journal, so that its creator can be told why it cannot continue.
        actions.append(live.state == .lost ? .note(entry(isClosed: true)) : .strike)
    }

    /// The consequences of the end of a dead process's live, once its media tells when it ended.
    private mutating func conclude(_ actions: inout [Action]) {
        guard case .closed(let mediaEnd) = media else { return }
        if first(.close) {
            if live.state == .lost { live.endedAt = mediaEnd ?? lastSign }
            actions += [.update(live), .recordInCatalogue(live), .closeAudience]
        }
        // Figures that a shared store still has are audited; those of an embedded store died with the node.
        if isAudienceClosed, first(.audit) {
            actions.append(.audit(live, figures.flatMap { $0.isEmpty ? nil : $0 }))
        }
    }

    /// When a lost live ended, if its media does not show it. A claimed live ended when its node was last seen. Any
    /// other ended when it began, since the journal has no such date.
    private var lastSign: WallDate { origin == .claimed ? live.endedAt ?? live.startedAt : live.startedAt }

    private func entry(isClosed: Bool) -> JournalEntry {
        var entry = live.state == .lost ? JournalEntry(lost: live) : JournalEntry(ended: live)
        entry.isClosed = isClosed
        return entry
    }

    /// Whether a step was not taken yet; marks it as taken.
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
