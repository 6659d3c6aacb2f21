internal import CoreMetrics
internal import Logging
internal import RoadWaveRTC

/// Copies a node's recordings to the secondary storage: what is new every ten minutes, and the rest at the end of a live.
/// The job of the replay then begins.
///
/// Nothing that it knows must survive its process: the storage says what was sent, and the jobs say which recordings still
/// have to be handed over.
actor RecordingBackup {
    /// The rest of the node, as far as copies need it.
    struct Outlets: Sendable {
        /// Which of these lives are over, and were not handed over.
        let unrecorded: @Sendable ([LiveID]) async throws -> [LiveID]
        /// Whether a recording was handed over, here or by a node that took the live over.
        let isHandedOver: @Sendable (LiveID) async throws -> Bool
        /// Hands over a recording that is whole in the secondary storage, with its size in bytes. It throws while there
        /// is no job.
        let handOver: @Sendable (LiveID, Int64) async throws -> Void
        /// Notes in the database that this node has the recordings of these lives, which are over, and will send and
        /// hand them over.
        /// - Returns: the lives for which this was noted.
        let announce: @Sendable ([LiveID]) async throws -> Set<LiveID>
        /// Whether a recording was deleted because nothing needs it any more.
        let isReleased: @Sendable (LiveID) async throws -> Bool
        let metrics: RecordingMetrics
        let logger: Logger
    }

    /// One recording.
    private struct Copy {
        /// Bytes in the secondary storage; nil until that was asked.
        var sent: Int64?
        /// Where the file's first byte is in the copy: not at 0 if an earlier file was removed.
        var base: Int64 = 0
        /// The last bytes that were sent of the file. With others in their place, it is not the same file any more.
        var tail: [UInt8] = []
        /// When the last piece was sent. Before the first piece: the last look that found no file.
        var lastPiece: MonotonicTime
        /// Whether the live is over and its recording whole.
        var isWhole = false
        /// Whether the live died with a node that may have more of it on its disk.
        var mayBeElsewhere = false
    }

    /// The longest time between two looks at the directory.
    private static let lookPeriod = Duration.seconds(10)
    /// A page of sound at least, whose checksum and position no other page has at the same place.
    private static let tailSize = 4_096

    private let directory: RecordingDirectory
    private let archive: RecordingArchive
    private let period: Duration
    private let clock: NodeClock
    private let outlets: Outlets
    private let pace = SharedWarningPace()
    private var copies: [LiveID: Copy] = [:]
    /// When the directory was last looked at.
    private var lastLook: MonotonicTime
    /// Files of which no more is sent unless their live is completed: those of earlier lives, and what was handed over.
    private var finished: Set<LiveID> = []
    /// The lives for which the database notes that this node will hand their recordings over.
    private var announced: Set<LiveID> = []
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    /// - Parameter period: how often the new part of a recording is sent.
    init(
        of directory: RecordingDirectory, to archive: RecordingArchive, every period: Duration, clock: NodeClock,
        outlets: Outlets
    ) {
        self.directory = directory
        self.archive = archive
        self.period = period
        self.clock = clock
        self.outlets = outlets
        lastLook = clock.now
        (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// A live is over, on this node or on one that died, and no more of its recording comes from here.
    /// - Parameter mayBeElsewhere: whether the live was lost. If nothing of it is here nor in the secondary storage, it is
    ///   not handed over: its node may return with its disk.
    func complete(_ live: LiveID, mayBeElsewhere: Bool = false) {
        copies[live, default: Copy(lastPiece: clock.now)].isWhole = true
        copies[live]?.mayBeElsewhere = mayBeElsewhere
        wakeUp.yield()
    }

    /// Sends until the task is cancelled.
    /// - Parameter leftovers: the recordings that were in the directory before the node took lives.
    func run(leftovers: [LiveID]) async {
        finished.formUnion(leftovers)
        await withDiscardingTaskGroup { group in
            group.addTask { await self.takeUp(leftovers) }
            group.addTask { await self.announceWaitingRecordings() }
            group.addTask {
                while !Task.isCancelled {
                    try? await self.clock.sleep(for: self.untilNextLook)
                    self.wakeUp.yield()
                }
                self.wakeUp.finish()
            }
            for await _ in wakeUps {
                guard !Task.isCancelled else { break }
                await sendDue()
            }
            group.cancelAll()
        }
    }

    /// Completes what an earlier process did not hand over.
    private func takeUp(_ leftovers: [LiveID]) async {
        while !Task.isCancelled {
            do {
                for live in try await outlets.unrecorded(leftovers) { complete(live) }
                return
            } catch {
                warn("recordings of earlier lives cannot be compared with their jobs", nil, error)
                try? await clock.sleep(for: Self.lookPeriod)
            }
        }
    }

    /// Notes in the database which recordings of this node wait for the secondary storage, so that `recover` leaves
    /// them to this node. A copy that hangs does not delay this.
    private func announceWaitingRecordings() async {
        while (try? await clock.sleep(for: Self.lookPeriod)) != nil {
            let waiting = copies.filter { live, copy in
                copy.isWhole && !announced.contains(live) && directory.size(of: live) > 0
            }
            guard !waiting.isEmpty else { continue }
            do {
                announced.formUnion(try await outlets.announce(Array(waiting.keys)))
                announced.formIntersection(copies.keys)
            } catch {
                warn("the database cannot note which recordings wait on this node", nil, error)
            }
        }
    }

    /// The time until the next look: a quarter of a period at most, and no longer than until a piece is due. A piece
    /// that could not be sent waits for an ordinary look.
    private var untilNextLook: Duration {
        let now = clock.now
        let due = copies.values.map { period - (now - $0.lastPiece) }.filter { $0 > .zero }
        return min(due.min() ?? Self.lookPeriod, period / 4, Self.lookPeriod)
    }

    /// Sends what is due, once.
    func flush() async { await sendDue() }

    private func sendDue() async {
        let now = clock.now
        let present = directory.recordings()
        finished.formIntersection(present)
        for live in present where copies[live] == nil && !finished.contains(live) {
            copies[live] = Copy(lastPiece: lastLook)
        }
        lastLook = now
        for (live, copy) in copies where copy.isWhole || now - copy.lastPiece >= period {
            await send(live, at: now)
        }
    }

    /// Sends what is new of a recording, and hands it over once it is whole.
    /// - Parameter now: the time of the look: what it takes to send a piece does not delay the next one.
    private func send(_ live: LiveID, at now: MonotonicTime) async {
        guard var copy = copies[live] else { return }
        do {
            // A worker may be reading what another node has handed over: what came later stays on this disk.
            if try await ask(outlets.isHandedOver, about: live) {
                finish(live)
                return
            }
            try await sendNew(of: live, &copy)
            copy.lastPiece = now
            if copies[live]?.isWhole == true {
                // Another piece may have come since, if the live ended meanwhile.
                try await sendNew(of: live, &copy)
                let size: Int64
                if let sent = copy.sent { size = sent } else { size = try await archive.recording(of: live)?.size ?? 0 }
                if size == 0, copies[live]?.mayBeElsewhere == true {
                    outlets.logger.warning(
                        "nothing of a lost live's recording was copied: its replay waits for its node's disk",
                        metadata: ["live": "\(live)"])
                    finish(live)
                    return
                }
                try await outlets.handOver(live, size)
                finish(live)
                outlets.logger.info("a recording was handed over for its replay", metadata: ["live": "\(live)"])
                return
            }
        } catch {
            outlets.metrics.copyFailures.increment()
            warn("a recording cannot be copied to the secondary storage yet", live, error)
        }
        // The live may have ended meanwhile.
        copy.isWhole = copies[live]?.isWhole ?? copy.isWhole
        copy.mayBeElsewhere = copies[live]?.mayBeElsewhere ?? copy.mayBeElsewhere
        copies[live] = copy
    }

    /// Asks the database about a live. While the live runs, a database that does not answer counts as a no: pieces are
    /// sent without it, and only the hand-over waits for it.
    private func ask(
        _ question: @Sendable (LiveID) async throws -> Bool, about live: LiveID
    ) async throws -> Bool {
        do {
            return try await question(live)
        } catch let error as DatabaseFailure {
            guard copies[live]?.isWhole != true else { throw error }
            return false
        }
    }

    private func finish(_ live: LiveID) {
        copies[live] = nil
        announced.remove(live)
        finished.insert(live)
    }

    /// Sends what is new of a file.
    private func sendNew(of live: LiveID, _ copy: inout Copy) async throws {
        let local = directory.size(of: live)
        guard local > 0 || copy.sent != nil else { return }
        // A file whose copy was deleted would be sent once more, and then stay there for ever.
        if copy.sent == nil, try await ask(outlets.isReleased, about: live) { return }
        var sent: Int64
        if let known = copy.sent {
            sent = known
            // The file was removed and begun again: its stream follows the one that is in the copy.
            if try await isAnother(live, local, sent, copy) { (copy.base, copy.tail) = (sent, []) }
        } else {
            sent = try await findSent(live, &copy)
        }
        copy.sent = sent
        while sent - copy.base < local {
            let start = sent - copy.base
            let bytes = try await directory.read(
                live, Int(start)..<Int(min(local, start + Int64(RecordingArchive.largestPiece))))
            guard !bytes.isEmpty else { return }
            try await archive.put(bytes, of: live, at: sent)
            sent += Int64(bytes.count)
            copy.sent = sent
            copy.tail = Array((copy.tail + bytes.suffix(Self.tailSize)).suffix(Self.tailSize))
            outlets.metrics.bytesCopied.increment(by: bytes.count)
        }
    }

    /// Finds what an earlier process has sent of a file, and of the files that were in its place before.
    /// - Returns: the bytes in the secondary storage.
    private func findSent(_ live: LiveID, _ copy: inout Copy) async throws -> Int64 {
        guard let found = try await archive.recording(of: live) else { return 0 }
        let copied = try await archive.copiedSize(of: live, in: directory, among: found)
        copy.base = found.size - copied
        if copied > 0 {
            copy.tail = try await directory.read(live, max(0, Int(copied) - Self.tailSize)..<Int(copied))
        }
        return found.size
    }

    /// Whether the file is not the one of which the last piece was sent.
    private func isAnother(_ live: LiveID, _ local: Int64, _ sent: Int64, _ copy: Copy) async throws -> Bool {
        let end = sent - copy.base
        guard local >= end, !copy.tail.isEmpty else { return local < end }
        return try await directory.read(live, (Int(end) - copy.tail.count)..<Int(end)) != copy.tail
    }

    private func warn(_ message: Logger.Message, _ live: LiveID?, _ error: any Error) {
        guard let suppressed = pace.take(at: clock.now) else { return }
        var metadata: Logger.Metadata = ["error": "\(error)", "suppressed": "\(suppressed)"]
        if let live { metadata["live"] = "\(live)" }
        outlets.logger.warning(message, metadata: metadata)
    }
}
