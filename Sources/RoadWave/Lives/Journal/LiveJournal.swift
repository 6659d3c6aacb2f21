internal import Logging

/// A record of a node's lives that survives its process. Each running live has an entry in the data directory, which is
/// removed once the live has ended normally. Running lives that a node finds at its start have died with an earlier
/// process.
///
/// A lost live is kept for a while, even over restarts, so that its creator can be told why it cannot continue. Its
/// playlists are closed as soon as the storage accepts that, as are playlists of a live whose end the storage did not
/// accept. ``LiveEnding`` decides which entries are written and removed.
actor LiveJournal {
    /// The most lost lives that are kept, the latest ones: ten deaths a day of a node with 100 lives.
    static let lostLimit = 1_000
    /// The time between two attempts to close playlists that a storage refused.
    static let retryPeriod = Duration.seconds(10)

    private let files: JournalFiles
    private let closer: PlaylistCloser
    private let clock: NodeClock
    private let kept: Duration
    private let logger: Logger
    /// Lives whose playlists must be closed: from one death of the node, or because a storage refused.
    private var open: [JournalEntry] = []
    /// The pace of the warnings about each live that cannot be closed.
    private var warnings: [LiveID: WarningPace] = [:]
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    /// - Parameter kept: how long lost lives are kept.
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

    /// The entries of earlier processes, oldest first, without lost lives that are too old. To be called before the
    /// first live is recorded.
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

    /// Records a live, in place of its earlier entry. A new live is recorded before any of its media is stored.
    ///
    /// A failure is logged and does not affect the live: only the next start would have read the entry.
    func note(_ entry: JournalEntry) async {
        do throws(StorageError) {
            try await files.write(entry)
        } catch {
            warn("a live could not be noted in the journal", entry.live.id, error)
        }
    }

    /// Records a live that is over; ``run(_:)`` closes its playlists.
    func closeLater(_ entry: JournalEntry) async {
        await note(entry)
        open.append(entry)
        wakeUp.yield()
    }

    /// Removes the entry of a live.
    func strike(_ id: LiveID) async {
        do throws(StorageError) {
            try await files.remove(id)
        } catch {
            warn("a live could not be struck out of the journal", id, error)
        }
    }

    /// Closes playlists until the task is cancelled. The node calls it once.
    /// - Parameter closed: called with each live whose playlists are closed, and when the media in them ends.
    func run(_ closed: @Sendable (LiveID, WallDate?) async -> Void) async {
        var signals = wakeUps.makeAsyncIterator()
        while !Task.isCancelled {
            await closeOpen(closed)
            if open.isEmpty {
                await signals.next(isolation: self)
            } else {
                // If the task is cancelled while it waits, the loop ends.
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
                guard let suppressed = warnings[entry.live.id, default: WarningPace()].take(at: clock.now) else {
                    continue
                }
                logger.warning(
                    "the playlists of a live that is over cannot be closed yet",
                    metadata: ["live": "\(entry.live.id)", "error": "\(error)", "suppressed": "\(suppressed)"])
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
    /// Whether it was lost longer ago than lost lives are kept.
    fileprivate func isForgettable(at now: WallDate, kept: Duration) -> Bool {
        guard state == .lost, isClosed, let end = live.endedAt else { return false }
        return now.millisecondsSince1970 - end.millisecondsSince1970 > Int64(kept.seconds * 1_000)
    }
}
