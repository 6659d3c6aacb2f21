internal import RoadWaveMedia
internal import RoadWaveRTC
internal import Synchronization

/// Records one live: its packets as they were received, in an Ogg Opus file (RFC 7845) that can be played while it grows.
///
/// The media loop hands packets over with ``record(_:at:)`` and never waits; all else is done in the recorder's own task, its
/// writes on a thread of their own. A slow disk delays the file. While the disk is full or away, writes are tried again and
/// packets wait, up to ``RecordingBacklog/capacity`` and as much again in pages; beyond, they are lost, and the recording has a
/// gap of their length when it goes on. Neither the broadcast nor other recordings notice.
/// See docs/decisions/recording.md, « The packets as they came ».
actor LiveRecorder {
    private struct Inbox {
        var backlog = RecordingBacklog()
        /// Packets that did not fit since the last look.
        var lost = 0
        /// Whether the recorder was called to take the backlog before its time.
        var isCalled = false
        var isFinished = false
    }

    /// What libopus delays the sound by, at 48 kHz, and with it browsers and every other WebRTC publisher known: before it
    /// nothing was said. The 80 ms that RFC 7845 section 4.2 recommends are for streams that are cut out of longer ones; here
    /// they would cut away the first word.
    private static let preSkip: UInt16 = 312
    /// The bytes of pages that may wait, and the samples of a gap that are filled at once: an hour of silence is half a megabyte.
    private static let pagesLimit = RecordingBacklog.capacity
    private static let gapLimit = 60 * MediaTime.sampleRate

    private let directory: RecordingDirectory
    private let tags: OpusTags
    private let clock: NodeClock
    private let report: @Sendable (RecordingEvent) -> Void

    private let inbox = Mutex(Inbox())
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    private var file: RecordingFile
    private var writer: OggOpusWriter
    /// Packets that were taken and are not on a page yet, in order.
    private var taken: ArraySlice<RecordingBacklog.Packet> = []
    /// Pages that are not in the file yet, and how many packets of the creator are on them.
    private var pages: (bytes: [UInt8], packets: Int) = ([], 0)
    private var isFailing = false
    private var lastSync: MonotonicTime

    /// - Parameters:
    ///   - clock: tells when to write.
    ///   - report: called for each event, on the recorder's executor; it must not block.
    init(
        of live: LiveID, startedAt: WallDate, in directory: RecordingDirectory, clock: NodeClock,
        report: @escaping @Sendable (RecordingEvent) -> Void
    ) throws(MediaError) {
        self.directory = directory
        self.clock = clock
        self.report = report
        file = directory.file(of: live)
        tags = OpusTags(vendor: "RoadWave", comments: ["LIVE_ID=\(live)", "DATE=\(startedAt)"])
        writer = try Self.writer(tags)
        lastSync = clock.now
        // One pending wake-up says all: whoever wakes up empties the backlog.
        (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Hands over the next packet. Never waits.
    nonisolated func record(_ packet: [UInt8], lasting duration: Int, at time: MediaTime) {
        let isUrgent = inbox.withLock { inbox in
            guard !inbox.isFinished, inbox.backlog.append(.init(bytes: packet, duration: duration, time: time)) else {
                inbox.lost += 1
                return false
            }
            // The clock wakes the recorder before either, unless packets are large or come faster than they play.
            let backlog = inbox.backlog
            guard backlog.size > RecordingBacklog.capacity / 2 || backlog.duration >= urgentDuration else {
                return false
            }
            defer { inbox.isCalled = true }
            return !inbox.isCalled
        }
        if isUrgent { wakeUp.yield() }
    }

    /// Says that no packet will follow: ``run()`` ends once the file has the rest.
    nonisolated func finish() {
        inbox.withLock { $0.isFinished = true }
        wakeUp.finish()
    }

    /// Writes until the live is over. The live's own task runs it, once.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepTime() }
            for await _ in wakeUps { await writeWaiting() }
            group.cancelAll()
        }
        await writeEnd()
    }

    /// Two intervals of media.
    private nonisolated var urgentDuration: Int { (directory.configuration.flushInterval * 2).sampleCount }

    private nonisolated func keepTime() async {
        while (try? await clock.sleep(for: directory.configuration.flushInterval)) != nil { wakeUp.yield() }
    }

    /// Writes what waits, as far as the disk takes it.
    private func writeWaiting() async {
        repeat {
            layOnPages()
            guard !pages.bytes.isEmpty, await write(synchronizing: isSyncDue) else { return }
        } while !taken.isEmpty
    }

    /// Writes the rest and the end. What the disk does not take now is lost: nothing of the live is left to wait for it.
    private func writeEnd() async {
        await writeWaiting()
        let rest = pages.packets + taken.count + inbox.withLock { $0.backlog.packets.count + $0.lost }
        guard rest == 0 else { return report(.lost(packets: rest)) }
        // A live whose creator never came has no recording.
        guard file.length > 0 else { return }
        pages.bytes += writer.finish()
        if await write(synchronizing: directory.configuration.syncInterval > .zero) { report(.ended) }
    }

    private var isSyncDue: Bool {
        let interval = directory.configuration.syncInterval
        return interval > .zero && clock.now - lastSync >= interval
    }

    /// Adds the packets that wait to the pages, up to ``pagesLimit``.
    private func layOnPages() {
        guard pages.bytes.count < Self.pagesLimit else { return }
        if taken.isEmpty {
            let (packets, lost) = inbox.withLock { inbox in
                defer { (inbox.lost, inbox.isCalled) = (0, false) }
                return (inbox.backlog.takeAll(), inbox.lost)
            }
            taken = packets[...]
            if lost > 0 { report(.lost(packets: lost)) }
            guard !taken.isEmpty else { return }
        }
        while let packet = taken.first, pages.bytes.count + writer.pendingSize < Self.pagesLimit {
            let gap = packet.time.samples - writer.position
            // What is shorter than any packet waits for the next gap: it adds up to no more.
            if writer.skip(samples: Int(min(gap, Int64(Self.gapLimit)))) > 0 { continue }
            taken.removeFirst()
            pages.packets += 1
            writer.append(packet.bytes, lasting: packet.duration)
        }
        // The packet that the writer holds back is written with the next.
        pages.bytes += writer.flush()
    }

    /// Writes the pages.
    /// - Returns: whether they are in the file.
    private func write(synchronizing: Bool) async -> Bool {
        do throws(SystemError) {
            file = try await directory.append(pages.bytes, to: file, synchronizing: synchronizing)
            if synchronizing { lastSync = clock.now }
            if isFailing { report(.recovered) }
            isFailing = false
            report(.written(bytes: pages.bytes.count, packets: pages.packets))
            pages = ([], 0)
            return true
        } catch {
            if !isFailing { report(.failed(error)) }
            isFailing = true
            if error.isGone, file.length > 0 { beginAgain() }
            return false
        }
    }

    /// The file was taken away: what follows goes to a new one, at its own time.
    private func beginAgain() {
        guard let writer = try? Self.writer(tags) else { return }
        self.writer = writer
        file = RecordingFile(folder: file.folder, name: file.name)
        report(.lost(packets: pages.packets))
        pages = ([], 0)
    }

    /// Stereo, whatever the creator begins with: packets may turn from mono to stereo at any time, the header cannot.
    private static func writer(_ tags: OpusTags) throws(MediaError) -> OggOpusWriter {
        // One stream a file: its number tells it from no other.
        OggOpusWriter(head: try OpusHead(channels: 2, preSkip: preSkip), tags: tags, serialNumber: 1)
    }
}
