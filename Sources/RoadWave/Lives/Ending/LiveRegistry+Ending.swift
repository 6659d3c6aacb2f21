internal import CoreMetrics
internal import Logging

/// Performs the actions of ``LiveEnding``, and decides nothing. Each ending of a live goes through here.
extension LiveRegistry {
    /// Takes a fact about the end of a live, and performs the actions that follow.
    /// - Returns: the state of the live after that; nil if no ending of it is in progress.
    @discardableResult
    func take(_ fact: LiveEnding.Fact, of id: LiveID) -> Live? {
        guard let (actions, live) = endings.take(fact, of: id) else { return nil }
        perform(actions, of: id)
        return live
    }

    /// Takes over the end of a live that was claimed from a dead node.
    /// - Parameter live: its final state.
    func take(claimed live: Live) { begin(LiveEnding(claimed: live)) }

    /// Takes over the end of a live that an earlier process has recorded.
    func take(found entry: JournalEntry) { begin(LiveEnding(found: entry, at: clock.date)) }

    /// Takes over the end of a live that the registry knows and the catalogue does not.
    func take(reconciled live: Live) { begin(LiveEnding(reconciled: live)) }

    /// Follows an ending from now on.
    func begin(_ ending: LiveEnding) { perform(endings.begin(ending), of: ending.live.id) }

    /// Waits until it is certain how a live ended, and its slot is free.
    func waitForAnswer(about id: LiveID) async {
        guard endings.isUnanswered(id) else { return }
        await withCheckedContinuation { endings.await($0, answerAbout: id) }
    }

    /// Waits until the endings of all lives that ran here are concluded.
    func waitUntilConcluded() async {
        guard !endings.open.isEmpty else { return }
        await withCheckedContinuation { endings.awaitConclusion($0) }
    }

    private func perform(_ actions: [LiveEnding.Action], of id: LiveID) {
        for action in actions { perform(action, of: id) }
        endings.tidy(id)
    }

    private func perform(_ action: LiveEnding.Action, of id: LiveID) {
        switch action {
        case .endSession: begin(id) { [sessions] in await sessions[id]?.end(.nodeLost) }
        case .abandonMedia: sessions[id]?.origin.abandon()
        case .detach:
            let session = sessions.removeValue(forKey: id)
            begin(id) { await session?.detach() }
        case .update(let live): keep(live)
        case .releaseSlot:
            begin(id) { [self] in
                await slots.release(id)
                await take(.slotReleased, of: id)
            }
        case .note(let entry):
            begin(id) { [self] in
                await outlets.journal?.note(entry)
                await take(.endNoted, of: id)
            }
        case .recordInRegistry(let live):
            begin(id) { [self] in
                await take(.registrySaid(await outlets.nodes?.recordEnd(of: live) ?? .own), of: id)
            }
        case .publish(let live): publish(live)
        case .relay(let live): outlets.events.relay(.liveEnded(live))
        case .announce(let live): begin(id) { [outlets] in await outlets.nodes?.publish(.liveEnded(live)) }
        case .recordInCatalogue(let live): outlets.catalogue?.record(live)
        case .awaitCatalogue:
            begin(id) { [self] in
                await take(.catalogueWritten(await outlets.catalogue?.waitUntilWritten(id) ?? true), of: id)
            }
        case .closeAudience:
            begin(id) { [self] in
                let endedAt = await live(id)?.endedAt
                await take(.audienceClosed(await outlets.audience?.close(id, endedAt: endedAt)), of: id)
            }
        case .audit(let live, let figures, let mediaBytes):
            outlets.audit?.record(
                .ended(live, audience: figures?.counts, peak: figures?.peak, mediaBytes: mediaBytes))
        case .answer: endings.answer(about: id)
        case .publishClosed(let live): outlets.events.publish(.liveClosed(live))
        case .queueFollowUp(let live): outlets.queueFollowUp(live)
        case .countLost(let live):
            outlets.metrics.lost.increment()
            outlets.logger.notice("a live was lost with its node", metadata: ["live": "\(live.id)"])
        case .closeLater(let entry): begin(id) { [outlets] in await outlets.journal?.closeLater(entry) }
        case .strike:
            begin(id) { [self] in
                await outlets.journal?.strike(id)
                await take(.struck, of: id)
            }
        }
    }

    private func publish(_ live: Live) {
        let reason = live.endReason ?? .failure
        outlets.metrics.ended.increment(reason)
        outlets.events.publish(.liveEnded(live))
        outlets.logger.info("live ended", metadata: ["live": "\(live.id)", "reason": "\(reason.rawValue)"])
    }

    /// Starts an action that takes a while. A stop waits for the fact that it brings, and cancels the rest.
    private func begin(_ id: LiveID, _ body: @escaping @Sendable () async -> Void) {
        endings.add(Task { await body() }, for: id)
    }
}
