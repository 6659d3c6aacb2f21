internal import Logging

/// What a node knows of its lives beyond its own death: each running live is noted in the data directory, and struck out
/// once it has ended in order. What a node finds noted when it starts has died with the process before it.
///
/// A lost live is remembered for a while, over restarts too, so that its creator is told why it does not go on. Its
/// playlists, and those of a live whose end the storage did not take, are closed as soon as the storage lets it. What is noted
/// and struck out is what ``LiveEnding`` says.
actor LiveJournal {
    /// Lost lives that are remembered at most, the latest: ten deaths in a day of a node with 100 lives.
    static let lostLimit = 1_000
    /// Between two tries to close what a storage refused.
    static let retryPeriod = Duration.seconds(10)

    private let files: JournalFiles
    private let closer: PlaylistCloser
    private let clock: NodeClock
    private let kept: Duration
    private let logger: Logger
    /// Lives whose playlists are to be closed: those of one death of the node, and those that a storage refused.
    private var open: [JournalEntry] = []
    /// When it was last told of each of them that it cannot be closed.
    private var warnings: [LiveID: WarningPace] = [:]
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    /// - Parameter kept: how long lost lives are remembered.
    init(
        files: JournalFiles, storage: any ObjectStorage, clock: NodeClock, kept: Duration, logger: Logger
    ) {
        self.files = files
        closer = PlaylistCloser(storage: storage)
        self.clock = clock
        self.kept = kept
        self.logger = logger
        (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// What earlier processes have noted, but for lost lives that nobody asks about any more, the oldest first. To be called
    /// before the first live is noted.
    func recover() async throws(StorageError) -> [JournalEntry] {
        let (entries, unreadable) = try await files.read()
        for name in unreadable {
            logger.warning("a file of the journal is not readable, and left", metadata: ["file": "\(name)"])
        }
        let now = clock.date
        let found = entries.sorted { $0.live.startedAt < $1.live.startedAt }
        let remembered = found.suffix(Self.lostLimit).filter { !$0.isForgettable(at: now, kept: kept) }
        let known = Set(remembered.map(\.live.id))
        for entry in found where !known.contains(entry.live.id) { await strike(entry.live.id) }
        return Array(remembered)
    }

    /// Notes a live, in place of what was noted of it. One that begins is noted before anything of it is stored.
    ///
    /// What cannot be noted is logged and costs no live: only the next start would have read it.
    func note(_ entry: JournalEntry) async {
        do throws(StorageError) {
            try await files.write(entry)
        } catch {
            warn("a live could not be noted in the journal", entry.live.id, error)
        }
    }

    /// Notes a live that is over, whose playlists ``run(_:)`` closes.
    func closeLater(_ entry: JournalEntry) async {
        await note(entry)
        open.append(entry)
        wakeUp.yield()
    }

    /// Strikes a live out.
    func strike(_ id: LiveID) async {
        do throws(StorageError) {
            try await files.remove(id)
        } catch {
            warn("a live could not be struck out of the journal", id, error)
        }
    }

    /// Closes what is to be closed until the task is cancelled. The node runs it, once.
    /// - Parameter closed: called with each live whose playlists are closed, and when the media in them ends.
    func run(_ closed: @Sendable (LiveID, WallDate?) async -> Void) async {
        var signals = wakeUps.makeAsyncIterator()
        while !Task.isCancelled {
            await closeOpen(closed)
            if open.isEmpty {
                await signals.next(isolation: self)
            } else {
                // Cancelled while it waits, the loop ends.
                try? await clock.sleep(for: Self.retryPeriod)
            }
        }
    }

    /// Tries once to close each of the open lives.
    private func closeOpen(_ closed: @Sendable (LiveID, WallDate?) async -> Void) async {
        var lives = 0
        for entry in open {
            guard !Task.isCancelled else { return }
            do throws(StorageError) {
                let outcome = try await closer.close(entry.live)
                if outcome.closed > 0 { lives += 1 }
                open.removeAll { $0.live.id == entry.live.id }
                warnings[entry.live.id] = nil
                await closed(entry.live.id, outcome.mediaEnd)
            } catch {
                guard let untold = warnings[entry.live.id, default: WarningPace()].take(at: clock.now) else { continue }
                logger.warning(
                    "the playlists of a live that is over cannot be closed yet",
                    metadata: ["live": "\(entry.live.id)", "error": "\(error)", "untold": "\(untold)"])
            }
        }
        if lives > 0 {
            logger.notice("playlists of lives that are over were closed", metadata: ["lives": "\(lives)"])
        }
    }

    private func warn(_ message: Logger.Message, _ id: LiveID, _ error: StorageError) {
        logger.warning(message, metadata: ["live": "\(id)", "error": "\(error)"])
    }
}

extension JournalEntry {
    /// Whether it was lost so long ago that nobody asks any more.
    fileprivate func isForgettable(at now: WallDate, kept: Duration) -> Bool {
        guard state == .lost, isClosed, let end = live.endedAt else { return false }
        return now.millisecondsSince1970 - end.millisecondsSince1970 > Int64(kept.seconds * 1_000)
    }
}
