internal import Logging

/// The data of all nodes for operators, and their actions on the jobs of replays.
struct OperatorDesk: Sendable {
    /// The most jobs of one answer: some 60 KB.
    static let mostJobs = 200
    /// The most pages of running lives that are read: twice as many lives as all nodes together may run by default.
    private static let mostPages = 4
    /// The most rows of a live's usage: a year of months with corrections.
    private static let mostUsageRows = 500

    let list: LiveList
    let audience: AudienceKeeper
    let archive: AudienceArchive
    let keeper: NodeKeeper
    let jobs: any ReplayJobs
    let queue: any ReplayQueue
    let usage: any UsageStore
    let audit: AuditTrail
    let clock: NodeClock
    let logger: Logger

    /// All nodes with their leases.
    func nodes() async throws(Problem) -> NodeListDocument {
        do throws(NodeRegistryError) {
            let here = keeper.id
            return NodeListDocument(nodes: try await keeper.nodes().map { NodeListDocument.Entry($0, here: here) })
        } catch {
            throw failure(.nodesUnavailable, "the nodes cannot be listed", error)
        }
    }

    // MARK: Lives

    /// A page of the list of lives, newest first.
    func lives(
        matching filter: LiveFilter, after cursor: LiveCursor?
    ) async throws(Problem) -> OperatedLiveListDocument {
        let page = try await page(matching: filter, after: cursor)
        return OperatedLiveListDocument(lives: try await described(page.lives), next: page.next?.description)
    }

    /// The lives that run on any node, newest first.
    func runningLives() async throws(Problem) -> OperatedLiveListDocument {
        var lives: [Live] = []
        for state in [LiveState.live, .interrupted] {
            var filter = LiveFilter()
            filter.state = state
            var cursor: LiveCursor?
            for _ in 0..<Self.mostPages {
                let page = try await page(matching: filter, after: cursor)
                lives += page.lives
                guard let next = page.next else { break }
                cursor = next
            }
        }
        lives.sort { ($0.startedAt, $0.id.description) > ($1.startedAt, $1.id.description) }
        return OperatedLiveListDocument(lives: try await described(lives))
    }

    private func page(matching filter: LiveFilter, after cursor: LiveCursor?) async throws(Problem) -> LivePage {
        do throws(DatabaseFailure) {
            return try await list.page(matching: filter, after: cursor)
        } catch {
            throw failure(.catalogueUnavailable, "the list of lives cannot be read", error)
        }
    }

    private func described(_ lives: [Live]) async throws(Problem) -> [OperatedLiveDocument] {
        guard !lives.isEmpty else { return [] }
        let ids = lives.map(\.id)
        let counts = await audience.counts(of: ids)
        let figures: [LiveID: AudienceFigures]
        do throws(DatabaseFailure) {
            figures = try await archive.lastFigures(of: ids)
        } catch {
            throw failure(.catalogueUnavailable, "the figures of lives cannot be read", error)
        }
        var hosts: [LiveID: String] = [:]
        // Without the registry, the lives are shown without their nodes.
        for node in (try? await keeper.nodes()) ?? [] { for live in node.lives { hosts[live] = node.url } }
        return lives.map { live in
            let counts = counts[live.id] ?? .none
            return OperatedLiveDocument(
                live, counts, peak: max(figures[live.id]?.peak ?? 0, counts.listeners), node: hosts[live.id])
        }
    }

    /// The media of a live that caches have served, by rendition, as far as their logs were imported.
    func usage(of live: LiveID) async throws(Problem) -> LiveUsageDocument {
        do throws(DatabaseFailure) {
            let rows = try await usage.rows(month: nil, live: live, after: nil, limit: Self.mostUsageRows)
            return LiveUsageDocument(live, rows)
        } catch {
            throw failure(.catalogueUnavailable, "the usage of a live cannot be read", error)
        }
    }

    // MARK: Jobs of replays

    /// Jobs in these states, newest first.
    func jobs(in states: [ReplayJob.State], limit: Int) async throws(Problem) -> JobListDocument {
        let found = try await reading { () throws(DatabaseFailure) in try await jobs.jobs(in: states, limit: limit) }
        return JobListDocument(jobs: found.map(JobListDocument.Entry.init))
    }

    /// The open jobs, and the failed ones, which an operator may retry.
    func openJobs() async throws(Problem) -> JobListDocument {
        let unfinished = try await jobs(in: ReplayJob.State.unfinished, limit: Self.mostJobs)
        let failed = try await jobs(in: ReplayJob.State.failures, limit: Self.mostJobs)
        return JobListDocument(jobs: unfinished.jobs + failed.jobs)
    }

    /// Restarts a job that is over without a replay.
    /// - Throws: `Problem` 404 for a live without a job, 409 for a job that cannot begin again.
    func retry(_ live: LiveID, by user: UserID) async throws(Problem) {
        let waits = try await reading { () throws(DatabaseFailure) in try await jobs.retry(live) }
        guard waits else {
            let state = try await state(of: live)
            throw .jobRefused(
                !state.isOver
                    ? "Ce replay est déjà en préparation."
                    : state == .published
                        ? "Ce replay est déjà publié."
                        : "L'enregistrement de ce live n'existe plus\u{a0}: son replay ne peut pas être préparé.")
        }
        audit.record(AuditEvent(at: clock.date, kind: .jobRetried, live: live, user: user))
        do throws(ReplayQueueError) {
            try await queue.add([live])
        } catch {
            // `ReplayQueueKeeper` compares the queue with the rows.
            logger.warning("a job waits for the queue", metadata: ["live": "\(live)", "error": "\(error)"])
        }
    }

    /// Drops a job. Its recording may then be deleted.
    /// - Throws: `Problem` 404 for a live without a job, 409 for a job that a worker has, or that is published or dropped.
    func drop(_ live: LiveID, by user: UserID) async throws(Problem) {
        let now = clock.date
        let isDropped = try await reading { () throws(DatabaseFailure) in try await jobs.drop(live, at: now) }
        guard isDropped else {
            let state = try await state(of: live)
            throw .jobRefused(
                state == .working
                    ? "Un worker prépare ce replay en ce moment."
                    : state == .published
                        ? "Ce replay est déjà publié."
                        : "Ce replay est déjà abandonné.")
        }
        audit.record(AuditEvent(at: now, kind: .jobDropped, live: live, user: user))
        try? await queue.remove(live)
    }

    private func state(of live: LiveID) async throws(Problem) -> ReplayJob.State {
        let job = try await reading { () throws(DatabaseFailure) in try await jobs.job(of: live) }
        guard let job else { throw .jobNotFound }
        return job.state
    }

    private func reading<Value>(_ body: () async throws(DatabaseFailure) -> Value) async throws(Problem) -> Value {
        do throws(DatabaseFailure) {
            return try await body()
        } catch {
            throw failure(.jobsUnavailable, "the jobs of replays cannot be read", error)
        }
    }

    private func failure(_ problem: Problem, _ message: Logger.Message, _ error: any Error) -> Problem {
        logger.warning(message, metadata: ["error": "\(error)"])
        return problem
    }
}

extension ReplayJob.State {
    /// The states of jobs that need no operator.
    fileprivate static let unfinished: [Self] = [.recording, .queued, .working]
    /// The states of jobs that failed to make a replay.
    fileprivate static let failures: [Self] = [.failed, .damaged, .unsupported]
}
