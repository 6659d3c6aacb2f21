internal import Synchronization
internal import Tracing

/// Writes the segments and the playlists of one live to the object storage, in an order that is safe for listeners. A
/// playlist is written only after its segments were acknowledged. A segment is deleted only a while after a playlist
/// without it was acknowledged.
///
/// The media loop hands segments over with ``publish(_:)`` and never waits. A slow storage delays the playlist. While
/// the storage is down, writes are retried and segments wait, up to the hold-back. Beyond, the oldest become gaps and
/// the live continues.
///
/// Another node that considers this one dead closes the playlists. So a playlist is written only while the node's lease
/// is certainly valid, or after a read of the stored playlist. A playlist that is closed stays closed.
actor BroadcastOrigin {
    private struct Inbox {
        var backlog: SegmentBacklog
        var isFinished = false
        /// Whether the playlists belong to another node.
        var isAbandoned = false
    }

    /// The progress of the oldest waiting segment.
    private struct Progress {
        var sequence: Int
        /// Bytes stored.
        var sizes: [Rendition: Int] = [:]
        /// Renditions whose key or bytes the storage will never accept.
        var refused: Set<Rendition> = []
    }

    nonisolated let keys: BroadcastKeys
    /// The bytes of the stored segments, of all renditions.
    private(set) var storedBytes = 0
    private let storage: any ObjectStorage
    private let configuration: BroadcastConfiguration
    private let retry: RetryPolicy
    private let clock: any Clock<Duration>
    private let fence: WriteFence
    private let report: @Sendable (BroadcastEvent) -> Void

    private let inbox: Mutex<Inbox>
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    private var ledger: BroadcastLedger
    private var progress: Progress?
    private var writtenMaster: MasterPlaylist?
    /// The lease under which the last playlist was written. While it is valid, no other node has written one.
    private var writtenEpoch: Int?

    /// - Parameters:
    ///   - clock: the clock for the waits between retries.
    ///   - fence: asked before each playlist.
    ///   - report: called for each event, on the origin's executor; it must not block.
    init(
        storage: any ObjectStorage, keys: BroadcastKeys, configuration: BroadcastConfiguration,
        retry: RetryPolicy = .standard, clock: any Clock<Duration>, fence: WriteFence = .open,
        report: @escaping @Sendable (BroadcastEvent) -> Void
    ) {
        self.storage = storage
        self.keys = keys
        self.configuration = configuration
        self.retry = retry
        self.clock = clock
        self.fence = fence
        self.report = report
        inbox = Mutex(Inbox(backlog: SegmentBacklog(configuration)))
        // One pending wake-up is enough: each wake-up empties the backlog.
        (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        ledger = BroadcastLedger(configuration: configuration, keys: keys)
        writtenEpoch = fence.heldEpoch()
    }

    /// Hands over the next segment. Never waits.
    nonisolated func publish(_ set: SegmentSet) {
        inbox.withLock { $0.backlog.append(set) }
        wakeUp.yield()
    }

    /// Announces that no segment will follow: ``run()`` ends once the storage has the rest and the closed playlists.
    nonisolated func close() {
        inbox.withLock { $0.isFinished = true }
        wakeUp.yield()
    }

    /// Announces that another node has closed the playlists: ``run()`` ends, and nothing more is written.
    nonisolated func abandon() {
        inbox.withLock { $0.isAbandoned = true }
        wakeUp.yield()
    }

    /// Whether another node has closed the playlists.
    nonisolated var isAbandoned: Bool { inbox.withLock(\.isAbandoned) }

    /// Writes until the live is over and its playlists are closed, or until the task is cancelled. The live's own task
    /// calls it once.
    /// - Returns: whether no playlist is left that looks live.
    @discardableResult
    func run() async -> Bool {
        var failures = 0
        var signals = wakeUps.makeAsyncIterator()
        while !Task.isCancelled, !isAbandoned {
            let head = inbox.withLock { $0.backlog.sets.first }
            let isStored = if let head { await store(head) } else { true }
            let (isIdle, isFinished) = inbox.withLock { ($0.backlog.sets.isEmpty, $0.isFinished) }
            let isEnd = isIdle && isFinished
            // A live without a segment writes nothing, not even an empty playlist.
            let isEndToSay = isEnd && ledger.newest != nil
            let isListed = ledger.needsWriting || isEndToSay ? await writePlaylists(isEnded: isEnd) : true
            if isAbandoned { break }
            if isStored, isListed {
                failures = 0
                await deleteDue()
                if isEnd {
                    report(.ended)
                    return true
                }
                if isIdle { await signals.next(isolation: self) }
            } else {
                failures += 1
                if isFinished, failures >= retry.closingAttempts {
                    report(.abandoned)
                    return ledger.newest == nil
                }
                // If the task is cancelled while it waits, the loop ends.
                try? await clock.sleep(for: retry.delay(after: failures))
            }
        }
        return false
    }
}

// MARK: - Segments

extension BroadcastOrigin {
    /// Tries once to store the missing parts of the oldest waiting segment. The segment gets its entry in the playlists
    /// once it is complete or given up.
    /// - Returns: whether there is nothing to try again.
    private func store(_ set: SegmentSet) async -> Bool {
        let sequence = set.timing.sequence
        var progress = progress.flatMap { $0.sequence == sequence ? $0 : nil } ?? Progress(sequence: sequence)
        let missing = set.segments.filter { segment in
            progress.sizes[segment.rendition] == nil && !progress.refused.contains(segment.rendition)
        }
        let span = startSpan("roadwave.segment.store", ofKind: .client)
        span.attributes["roadwave.segment"] = sequence
        let outcomes = await put(
            missing.map {
                Upload(key: keys.segment(sequence, $0.rendition), bytes: $0.bytes, attributes: .transportStream)
            })
        for failure in outcomes { if let failure { span.recordError(failure) } }
        span.end()
        for (segment, failure) in zip(missing, outcomes) {
            switch failure {
            case nil:
                progress.sizes[segment.rendition] = segment.bytes.count
                storedBytes += segment.bytes.count
            case let failure? where !failure.isTransient: progress.refused.insert(segment.rendition)
            case .some: break
            }
        }
        self.progress = progress
        let isSettled = configuration.ladder.renditions.allSatisfy { rendition in
            progress.sizes[rendition] != nil || progress.refused.contains(rendition)
        }
        if isSettled || isPushedOut(sequence) { settle(set.timing, progress) }
        return outcomes.allSatisfy { $0?.isTransient != true }
    }

    /// Whether newer segments have pushed out the media of segment `sequence` while it waited.
    private func isPushedOut(_ sequence: Int) -> Bool {
        inbox.withLock { inbox in
            guard let first = inbox.backlog.sets.first, first.timing.sequence == sequence else { return true }
            return first.segments.isEmpty
        }
    }

    private func settle(_ timing: SegmentTiming, _ progress: Progress) {
        inbox.withLock { $0.backlog.remove(timing.sequence) }
        ledger.record(timing, sizes: progress.sizes)
        for rendition in configuration.ladder.renditions where progress.sizes[rendition] == nil {
            report(.lost(sequence: timing.sequence, rendition: rendition))
        }
        self.progress = nil
    }

    /// Deletes segments that no listener needs any more. Failed deletions are retried after the next segment.
    private func deleteDue() async {
        // Two segments at a time catch up after a failure without delaying the next segment.
        for _ in 0..<2 * configuration.ladder.renditions.count {
            guard let key = ledger.nextDeletion else { return }
            do throws(StorageError) {
                try await storage.delete(key)
                ledger.confirmDeletion()
            } catch {
                return report(.deletionFailed(key, error))
            }
        }
    }
}

// MARK: - Playlists

extension BroadcastOrigin {
    /// Tries once to store the playlists of all renditions, then the master playlist if it changed.
    /// - Returns: whether nothing failed.
    private func writePlaylists(isEnded: Bool) async -> Bool {
        guard await mayWrite() else { return false }
        let uploads = configuration.ladder.renditions.compactMap { rendition in
            ledger.mediaPlaylist(rendition, isEnded: isEnded).map { playlist in
                Upload(key: keys.mediaPlaylist(rendition), text: playlist.description)
            }
        }
        guard await put(uploads).allSatisfy({ $0 == nil }) else { return false }
        let master = ledger.masterPlaylist
        if master != writtenMaster {
            guard await put([Upload(key: keys.masterPlaylist, text: master.description)]).allSatisfy({ $0 == nil })
            else {
                return false
            }
            writtenMaster = master
        }
        if ledger.needsWriting, let newest = ledger.newest { report(.listed(sequence: newest)) }
        ledger.confirmPlaylists()
        return true
    }
}

// MARK: - Lease

extension BroadcastOrigin {
    /// Whether this node may write the playlists. If its lease may have expired since the last write, the stored
    /// playlist is read: a takeover closes the playlists, the one of the best rendition first.
    private func mayWrite() async -> Bool {
        guard !isAbandoned else { return false }
        let epoch = fence.heldEpoch()
        if let epoch, epoch == writtenEpoch { return true }
        guard let rendition = configuration.ladder.renditions.first else { return true }
        let key = keys.mediaPlaylist(rendition)
        do throws(StorageError) {
            let object = try await storage.get(key)
            let playlist = try? MediaPlaylist(parsing: String(decoding: object.bytes, as: UTF8.self))
            if playlist?.isEnded == true {
                abandon()
                report(.superseded)
                return false
            }
        } catch  where error.code == .notFound {
            // The first one.
        } catch {
            report(.readFailed(key, error))
            return false
        }
        writtenEpoch = epoch
        return true
    }
}

// MARK: - Uploads

extension BroadcastOrigin {
    private struct Upload: Sendable {
        var key: ObjectKey
        var bytes: [UInt8]
        var attributes: ObjectAttributes

        init(key: ObjectKey, bytes: [UInt8], attributes: ObjectAttributes) {
            self.key = key
            self.bytes = bytes
            self.attributes = attributes
        }

        /// A playlist.
        init(key: ObjectKey, text: String) {
            self.init(key: key, bytes: Array(text.utf8), attributes: .playlist)
        }
    }

    /// Sends all `uploads` concurrently, once each, and reports failures.
    /// - Returns: the failure of each upload; nil if it is stored.
    private func put(_ uploads: [Upload]) async -> [StorageError?] {
        let storage = storage
        let failures = await withTaskGroup(of: (Int, StorageError?).self) { group in
            for (index, upload) in uploads.enumerated() {
                group.addTask {
                    do throws(StorageError) {
                        try await storage.put(upload.bytes, key: upload.key, attributes: upload.attributes)
                        return (index, nil)
                    } catch {
                        return (index, error)
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (index, failure) in failures.sorted(by: { $0.key < $1.key }) {
            report(.writeFailed(uploads[index].key, failure))
        }
        return uploads.indices.map { failures[$0] }
    }
}
