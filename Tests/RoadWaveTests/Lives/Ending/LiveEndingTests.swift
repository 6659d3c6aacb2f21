import Testing

@testable import RoadWave

@Suite("How a live ends")
struct LiveEndingTests {
    private let end = WallDate(millisecondsSince1970: 1_700_000_060_000)
    private let figures = AudienceFigures(AudienceCounts(listeners: 3, likes: 2, reports: 1), peak: 5)

    private func ended(_ live: Live, _ reason: EndReason = .creator, lease: Int? = nil) -> LiveEnding.Fact {
        .ended(LiveEnding.End(live: live, reason: reason, date: end, lease: lease, wasHeard: true))
    }

    /// All facts about a live that ends on this node.
    private func facts(
        _ live: Live, lease: Int? = nil, _ verdict: LiveEnding.Verdict, _ media: LiveEnding.Media = .closed(end: nil)
    ) -> [LiveEnding.Fact] {
        [
            ended(live, lease: lease), .registrySaid(verdict), .mediaClosed(media, bytes: 1_234), .recordingClosed,
            .audienceOpened, .audienceClosed(figures), .slotReleased, .endNoted, .catalogueWritten(true),
        ]
    }

    @Test("in any order of the facts each consequence comes once, and a live of this node has ended")
    func anyOrder() throws {
        let live = try Live.noted()
        var generator = HostileBytes(seed: 4)
        for round in 0..<2_000 {
            var ending = LiveEnding(of: live, lease: 7)
            let lease = round % 2 == 0 ? 7 : nil
            var actions: [LiveEnding.Action] = []
            // Facts may come twice.
            let facts = facts(live, lease: lease, .own)
            for fact in (facts + facts.shuffled(using: &generator).prefix(4)).shuffled(using: &generator) {
                actions += ending.take(fact)
            }
            #expect(ending.live.state == .ended)
            #expect(ending.live.endReason == .creator)
            #expect(!ending.isConcluded)
            actions += ending.take(.struck)
            #expect(ending.isDiscardable)
            let last = ending.live
            for wanted: LiveEnding.Action in [
                .detach, .releaseSlot, .recordInRegistry(last), .note(JournalEntry(ended: last)), .publish(last),
                .announce(last), .recordInCatalogue(last), .closeAudience, .answer(last),
                .audit(last, figures, mediaBytes: 1_234), .publishClosed(last), .queueFollowUp(last), .strike,
            ] {
                #expect(actions.count { $0 == wanted } == 1, "\(wanted) in round \(round)")
            }
            #expect(actions.count { if case .publish = $0 { true } else { false } } == 1)
            #expect(!actions.contains(.abandonMedia))
        }
    }

    @Test(
        "in any order of the facts a live that another node took over is lost, and that node audits it"
    )
    func lostInAnyOrder() throws {
        let live = try Live.noted()
        var generator = HostileBytes(seed: 5)
        let mediaEnd = WallDate(millisecondsSince1970: 1_700_000_030_000)
        let other = NodeID()
        for round in 0..<2_000 {
            var ending = LiveEnding(of: live, lease: 7)
            var actions: [LiveEnding.Action] = []
            let isByRegistry = round % 2 == 0
            let verdict = isByRegistry ? LiveEnding.Verdict.lostTo(other, endedAt: mediaEnd) : .unknown
            let facts = facts(live, verdict, isByRegistry ? .closed(end: nil) : .closedElsewhere)
            for fact in facts.shuffled(using: &generator) { actions += ending.take(fact) }
            let last = ending.live
            #expect(last.state == .lost)
            #expect(last.endReason == .nodeLost)
            #expect(last.endedAt == (isByRegistry ? mediaEnd : end))
            for wanted: LiveEnding.Action in [
                .detach, .releaseSlot, .publish(last), .answer(last), .closeAudience,
            ] {
                #expect(actions.count { $0 == wanted } == 1, "\(wanted) in round \(round)")
            }
            #expect(!actions.contains { if case .audit = $0 { true } else { false } })
            #expect(!actions.contains { if case .announce = $0 { true } else { false } })
            #expect(!actions.contains { if case .publish(let said) = $0 { said.state != .lost } else { false } })
        }
    }

    @Test("the final state depends on the facts, and not on their order")
    func oneState() throws {
        let live = try Live.noted()
        var generator = HostileBytes(seed: 6)
        let verdicts: [LiveEnding.Verdict] = [.own, .lostTo(NodeID(), endedAt: nil), .unknown]
        for round in 0..<6_000 {
            let verdict = verdicts[round % 3]
            let media = [LiveEnding.Media.closed(end: nil), .open, .closedElsewhere][round / 3 % 3]
            // With an unbroken lease no other node can have ended the live, so the registry never says so.
            let lease = round / 9 % 2 == 0 && round % 3 != 1 ? 7 : nil
            let isHeard = round / 18 % 2 == 0
            let isLost =
                switch verdict {
                case .own: false
                case .lostTo: true
                case .unknown: media == .closedElsewhere && lease == nil
                }
            var facts = facts(live, lease: lease, verdict, media)
            facts[0] = .ended(
                LiveEnding.End(live: live, reason: .creator, date: end, lease: lease, wasHeard: isHeard))
            var ending = LiveEnding(of: live, lease: 7)
            var actions: [LiveEnding.Action] = []
            for fact in facts.shuffled(using: &generator) + [.struck] { actions += ending.take(fact) }
            #expect(ending.live.state == (isLost ? .lost : .ended), "round \(round)")
            #expect(ending.isConcluded, "round \(round)")
            // The state of the live may be published twice: when it ends, and when that is certain.
            let consequences = actions.filter { if case .update = $0 { false } else { true } }
            #expect(consequences.count == Set(consequences).count, "round \(round)")
            let followUps = actions.count { if case .queueFollowUp = $0 { true } else { false } }
            #expect(followUps == (isHeard && !isLost ? 1 : 0), "round \(round)")
            #expect(actions.contains { if case .audit = $0 { true } else { false } } == !isLost, "round \(round)")
        }
    }

    @Test("a claim that is given back leaves nothing, and the live can be claimed again")
    func givenUp() throws {
        let lost = LiveEnding.over(try Live.noted(), written: nil, at: end)
        var ending = LiveEnding(claimed: lost)
        _ = ending.begin()
        #expect(!ending.isDiscardable)
        #expect(ending.take(.claimGivenUp).isEmpty)
        #expect(ending.isDiscardable)
        #expect(ending.take(.mediaClosed(.closed(end: nil))).isEmpty)
    }

    @Test("an end that only the registry knows is recorded in the catalogue, and nothing else")
    func reconciled() throws {
        let live = try Live.noted().ended(at: 9)
        var ending = LiveEnding(reconciled: live)
        #expect(ending.begin() == [.recordInCatalogue(live)])
        #expect(ending.isDiscardable)
    }

    @Test("with an unbroken lease the end is published at once: no other node can have ended the live")
    func unbrokenLease() throws {
        let live = try Live.noted()
        var ending = LiveEnding(of: live, lease: 7)
        let actions = ending.take(ended(live, .creatorTimeout, lease: 7))
        #expect(actions.contains(.publish(ending.live)))
        #expect(ending.live.endReason == .creatorTimeout)
        #expect(ending.hasEnded && ending.isSettled)
    }

    @Test("after an expired lease nothing is published before the registry has answered")
    func leaseRunOut() throws {
        let live = try Live.noted()
        for lease in [nil, 8] {
            var ending = LiveEnding(of: live, lease: 7)
            let first = ending.take(ended(live, lease: lease))
            #expect(first.contains(.releaseSlot))
            #expect(first.contains { if case .recordInRegistry = $0 { true } else { false } })
            #expect(!first.contains { if case .publish = $0 { true } else { false } })
            #expect(ending.take(.slotReleased).isEmpty)
            #expect(ending.take(.registrySaid(.own)).contains(.answer(ending.live)))
        }
    }

    @Test("without an answer from the registry the playlists decide")
    func silentRegistry() throws {
        let live = try Live.noted()
        for (media, state) in [
            (LiveEnding.Media.closed(end: nil), LiveState.ended), (.open, .ended), (.closedElsewhere, .lost),
        ] {
            var ending = LiveEnding(of: live, lease: 7)
            _ = ending.take(ended(live))
            #expect(!ending.take(.registrySaid(.unknown)).contains { if case .publish = $0 { true } else { false } })
            let actions = ending.take(.mediaClosed(media))
            #expect(actions.contains(.publish(ending.live)))
            #expect(ending.live.state == state)
        }
    }

    @Test("a running live that another node took over ends at once, and writes nothing more")
    func lostWhileRunning() throws {
        let live = try Live.noted()
        var ending = LiveEnding(of: live, lease: 7)
        #expect(ending.take(.registrySaid(.lostTo(nil, endedAt: nil))) == [.abandonMedia, .endSession])
        #expect(ending.take(.registrySaid(.lostTo(nil, endedAt: nil))).isEmpty)
        // The node holds a lease again, another one than the live began with, or the same.
        let actions = ending.take(ended(live, .nodeLost, lease: 7))
        #expect(ending.live.state == .lost)
        #expect(actions.contains(.publish(ending.live)))
    }

    @Test("a playlist that another node closed ends a running live as lost")
    func closedWhileRunning() throws {
        var ending = LiveEnding(of: try Live.noted(), lease: 7)
        #expect(ending.take(.mediaClosed(.closedElsewhere)) == [.endSession])
    }

    @Test("a stop that no longer waits publishes what is known, and leaves the rest to the journal")
    func stopped() throws {
        let live = try Live.noted()
        var ending = LiveEnding(of: live, lease: 7)
        _ = ending.take(ended(live, .nodeStopped))
        let actions = ending.take(.stopped)
        #expect(ending.live.endReason == .nodeStopped)
        #expect(actions.contains(.publish(ending.live)))
        var later: [LiveEnding.Action] = []
        for fact in facts(live, .own) { later += ending.take(fact) }
        #expect(!later.contains(.strike))
        #expect(ending.isDiscardable)
    }

    @Test("playlists that the storage refuses are left to the journal, whose entry is removed once they are closed")
    func openMedia() throws {
        let live = try Live.noted()
        var ending = LiveEnding(of: live, lease: 7)
        var actions: [LiveEnding.Action] = []
        for fact in facts(live, .own, .open) { actions += ending.take(fact) }
        #expect(actions.contains(.closeLater(JournalEntry(ended: ending.live))))
        #expect(!actions.contains(.strike))
        #expect(!actions.contains(.publishClosed(ending.live)))
        #expect(ending.isConcluded && !ending.isDiscardable)
        #expect(ending.take(.mediaClosed(.closed(end: nil))) == [.strike])
        #expect(!ending.isDiscardable)
        _ = ending.take(.struck)
        #expect(ending.isDiscardable)
    }

    @Test("neither a live that was never heard nor its end is in the catalogue")
    func neverHeard() throws {
        let live = try Live.noted()
        var ending = LiveEnding(of: live, lease: 7)
        var actions: [LiveEnding.Action] = []
        let unheard = LiveEnding.End(live: live, reason: .creatorTimeout, date: end, lease: 7, wasHeard: false)
        for fact in [.ended(unheard)] + facts(live, .own).dropFirst() { actions += ending.take(fact) }
        #expect(!actions.contains { if case .recordInCatalogue = $0 { true } else { false } })
        #expect(!actions.contains(.awaitCatalogue))
        #expect(!actions.contains { if case .queueFollowUp = $0 { true } else { false } })
        #expect(actions.contains(.strike))
    }

    @Test("a live of a dead node ends as its node wrote it, and is lost otherwise")
    func orphan() throws {
        let live = try Live.noted()
        #expect(LiveEnding.over(live, written: nil, at: end).state == .lost)
        #expect(LiveEnding.over(live, written: live, at: end).state == .lost)
        let written = live.ended(at: 9)
        #expect(LiveEnding.over(live, written: written, at: end) == written)
    }

    @Test("a claimed live is announced at once; its end is dated, recorded and audited when its media is closed")
    func claimed() throws {
        let lost = LiveEnding.over(try Live.noted(), written: nil, at: end)
        var ending = LiveEnding(claimed: lost)
        #expect(ending.begin() == [.update(lost), .releaseSlot, .relay(lost), .announce(lost)])
        let mediaEnd = WallDate(millisecondsSince1970: 1_700_000_030_000)
        let actions = ending.take(.mediaClosed(.closed(end: mediaEnd)))
        #expect(ending.live.endedAt == mediaEnd)
        #expect(
            actions == [
                .update(ending.live), .recordInCatalogue(ending.live), .closeAudience, .queueFollowUp(ending.live),
            ])
        #expect(ending.take(.audienceClosed(AudienceFigures(.none))) == [.audit(ending.live, nil)])
        #expect(ending.take(.slotReleased).isEmpty)
        #expect(ending.isDiscardable)
    }

    @Test("a claimed live whose media tells no end ended when its node was last seen")
    func claimedWithoutMedia() throws {
        var ending = LiveEnding(claimed: LiveEnding.over(try Live.noted(), written: nil, at: end))
        _ = ending.begin()
        _ = ending.take(.mediaClosed(.closed(end: nil)))
        #expect(ending.live.endedAt == end)
    }

    @Test("a live that ran when its process died is lost; it is kept in the journal once its playlists are closed")
    func foundRunning() throws {
        let live = try Live.noted()
        var ending = LiveEnding(found: JournalEntry(running: live), at: end)
        let lost = live.lost(at: end)
        #expect(
            ending.begin() == [
                .update(lost), .recordInCatalogue(lost), .countLost(lost), .closeLater(JournalEntry(lost: lost)),
            ])
        let actions = ending.take(.mediaClosed(.closed(end: nil)))
        #expect(ending.live.endedAt == live.startedAt)
        var closed = JournalEntry(lost: ending.live)
        closed.isClosed = true
        #expect(actions.contains(.note(closed)))
        #expect(!actions.contains(.strike))
        _ = ending.take(.audienceClosed(nil))
        _ = ending.take(.endNoted)
        #expect(ending.isDiscardable)
    }

    @Test("a live whose end is in the journal is closed, audited and removed from the journal")
    func foundEnded() throws {
        let live = try Live.noted().ended(at: 9)
        var ending = LiveEnding(found: JournalEntry(ended: live), at: end)
        #expect(ending.begin().contains(.closeLater(JournalEntry(ended: live))))
        let actions = ending.take(.mediaClosed(.closed(end: end)))
        #expect(ending.live == live)
        #expect(
            actions == [
                .update(live), .recordInCatalogue(live), .closeAudience, .strike, .queueFollowUp(live),
            ])
        _ = ending.take(.struck)
        #expect(!ending.isDiscardable)
        #expect(ending.take(.audienceClosed(figures)) == [.audit(live, figures)])
        #expect(ending.isDiscardable)
    }

    @Test("a lost live that is closed already is only remembered")
    func remembered() throws {
        var entry = JournalEntry(lost: try Live.noted().lost(at: end))
        entry.isClosed = true
        var ending = LiveEnding(found: entry, at: end)
        #expect(ending.begin() == [.update(entry.live), .recordInCatalogue(entry.live)])
        #expect(ending.isDiscardable)
    }
}
