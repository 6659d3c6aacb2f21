internal import RoadWaveMedia
internal import RoadWaveRTC
internal import Synchronization

/// Records one live: its packets as received, in an Ogg Opus file (RFC 7845) that can be played while it grows.
///
/// The media loop hands packets over with ``record(_:lasting:at:)`` and never waits. The rest happens in the recorder's
/// own task, with the writes on a separate thread. A slow disk delays the file. While the disk is full or absent,
/// writes are retried and packets wait, up to ``RecordingBacklog/capacity`` and as much again in pages. Beyond, packets
/// are lost, and the recording continues with a gap of their length. Neither the broadcast nor other recordings are
/// affected. See docs/decisions/recording.md, « The packets as they came ».
actor LiveRecorder {
    private struct Inbox {
        var backlog = RecordingBacklog()
        /// Packets that did not fit since the backlog was last taken.
        var lost = 0
        /// Whether the recorder was woken early to take the backlog.
        var isCalled = false
        var isFinished = false
    }

    /// The delay of libopus at 48 kHz, which browsers and every other known WebRTC publisher use. There is no sound
    /// before it. RFC 7845 section 4.2 recommends 80 ms for streams that are cut out of longer ones; here that would
    /// cut off the first word.
    private static let preSkip: UInt16 = 312
    /// The most bytes of waiting pages, and the most samples of a gap that are filled at once: an hour of silence is
    /// half a megabyte.
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
    /// Packets taken from the backlog that are not on a page yet, in order.
    private var taken: ArraySlice<RecordingBacklog.Packet> = []
    /// Pages that are not in the file yet, and the number of the creator's packets on them.
    private var pages: (bytes: [UInt8], packets: Int) = ([], 0)
    private var isFailing = false
    private var lastSync: MonotonicTime

    /// - Parameters:
    ///   - clock: the clock for the period of the writes.
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
        // One pending wake-up is enough: each wake-up empties the backlog.
        (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Hands over the next packet. Never waits.
    nonisolated func record(_ packet: [UInt8], lasting duration: Int, at time: MediaTime) {
        let isUrgent = inbox.withLock { inbox in
            guard !inbox.isFinished, inbox.backlog.append(.init(bytes: packet, duration: duration, time: time)) else {
                inbox.lost += 1
                return false
            }
            // The clock wakes the recorder before either limit, unless packets are large or arrive faster than real
            // time.
            let backlog = inbox.backlog
            guard backlog.size > RecordingBacklog.capacity / 2 || backlog.duration >= urgentDuration else {
                return false
            }
            defer { inbox.isCalled = true }
            return !inbox.isCalled
        }
        if isUrgent { wakeUp.yield() }
    }

    /// Announces that no packet will follow: ``run()`` ends once the file has the rest.
    nonisolated func finish() {
        inbox.withLock { $0.isFinished = true }
        wakeUp.finish()
    }

    /// Writes until the live is over. The live's own task calls it once.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.wakeRegularly() }
            for await _ in wakeUps { await writeWaiting() }
            group.cancelAll()
        }
        await writeEnd()
    }

    /// Two intervals of media.
    private nonisolated var urgentDuration: Int { (directory.configuration.flushInterval * 2).sampleCount }

    private nonisolated func wakeRegularly() async {
        while (try? await clock.sleep(for: directory.configuration.flushInterval)) != nil { wakeUp.yield() }
    }

    /// Writes the waiting packets, as far as the disk accepts them.
    private func writeWaiting() async {
        repeat {
            layOnPages()
            guard !pages.bytes.isEmpty, await write(synchronizing: isSyncDue) else { return }
        } while !taken.isEmpty
    }

    /// Writes the rest and the end. Packets that the disk does not accept now are lost, since the live is over and
    /// nothing waits for the disk.
    private func writeEnd() async {
        await writeWaiting()
        let rest = pages.packets + taken.count + inbox.withLock { $0.backlog.packets.count + $0.lost }
        guard rest == 0 else { return report(.lost(packets: rest)) }
        // A live without media has no recording.
        guard file.length > 0 else { return }
        pages.bytes += writer.finish()
        if await write(synchronizing: directory.configuration.syncInterval > .zero) { report(.ended) }
    }

    private var isSyncDue: Bool {
        let interval = directory.configuration.syncInterval
        return interval > .zero && clock.now - lastSync >= interval
    }

    /// Adds the waiting packets to the pages, up to ``pagesLimit``.
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
            // A gap shorter than any packet is left for the next gap; such remainders do not add up.
            if writer.skip(samples: Int(min(gap, Int64(Self.gapLimit)))) > 0 { continue }
            taken.removeFirst()
            pages.packets += 1
            writer.append(packet.bytes, lasting: packet.duration)
        }
        // The packet that the writer holds back is written with the next one.
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

    /// The file was removed: the following packets go to a new file, at their own time.
    private func beginAgain() {
        guard let writer = try? Self.writer(tags) else { return }
        self.writer = writer
        file = RecordingFile(folder: file.folder, name: file.name)
        report(.lost(packets: pages.packets))
        pages = ([], 0)
    }

    /// Always stereo: packets may change from mono to stereo at any time, but the header cannot.
    private static func writer(_ tags: OpusTags) throws(MediaError) -> OggOpusWriter {
        // By its serial number, a file is told from one that was begun in its place.
        OggOpusWriter(
            head: try OpusHead(channels: 2, preSkip: preSkip), tags: tags,
            serialNumber: .random(in: 1...UInt32.max))
    }
}
