internal import Crypto
internal import Foundation
internal import RoadWaveMedia
internal import Synchronization

/// Stores a replay as it is made, and checks at the end that all of it is there.
///
/// The MP3 is an upload whose first bytes come last. Segments are objects of their own, first under temporary names: a
/// pass may miss and be made again, and nobody must get its segments. At the end they get the names that playlists
/// list. Playlists are stored after everything that they list. See docs/decisions/replay.md, « Temporary names ».
actor ReplayUpload: ReplaySink {
    /// An object that was stored.
    private struct Stored {
        let key: ObjectKey
        let size: Int
    }

    /// A segment that was made.
    private struct Made {
        let number: Int
        let entry: MediaPlaylist.Entry
        let size: Int
        let digest: SHA256Digest
    }

    private let claim: ReplayClaim
    private let keys: ReplayKeys
    private let storage: any ObjectStorage
    private let headerSize: @Sendable (ReplayPlan) -> Int
    private let storePlan: @Sendable (ReplayPlan) async throws -> Void
    private var mp3: (any ObjectUpload)?
    /// In their order. At most 8,640 of a rendition: a conversion refuses more than 24 hours.
    private var segments: [ReplayRendition: [Made]] = [:]
    private var hasBegun = false

    /// - Parameters:
    ///   - headerSize: of the MP3 of a plan, in bytes.
    ///   - storePlan: called with each plan before any of its media is stored.
    init(
        for claim: ReplayClaim, to storage: any ObjectStorage, headerSize: @escaping @Sendable (ReplayPlan) -> Int,
        storePlan: @escaping @Sendable (ReplayPlan) async throws -> Void
    ) throws(StorageError) {
        self.claim = claim
        keys = try ReplayKeys(claim.live)
        self.storage = storage
        self.headerSize = headerSize
        self.storePlan = storePlan
    }

    func begin(_ plan: ReplayPlan) async throws {
        try await storePlan(plan)
        await mp3?.abort()
        mp3 = nil
        segments = [:]
        if !hasBegun { try await removeRemains() }
        hasBegun = true
        mp3 = try await storage.upload(keys.mp3, reserving: headerSize(plan), attributes: .replay("audio/mpeg"))
    }

    func append(mp3 bytes: [UInt8]) async throws {
        try await mp3?.append(bytes)
    }

    func append(_ segment: ReplaySegment) async throws {
        try await storage.put(
            segment.bytes, key: keys.segment(segment.number, segment.rendition, madeBy: claim),
            attributes: .replay("video/mp2t"))
        segments[segment.rendition, default: []].append(
            Made(
                number: segment.number,
                entry: MediaPlaylist.Entry(
                    address: "\(segment.number).ts",
                    duration: .nanoseconds(Int64(segment.duration) * 1_000_000_000 / 48_000)),
                size: segment.bytes.count, digest: SHA256.hash(data: segment.bytes)))
    }

    /// Completes the MP3, gives the segments their names, and stores the playlists and the waveform.
    /// - Parameter verified: called with the part of the objects that is stored and verified, 0 to 1.
    /// - Throws: code `damaged` if an object is not as it was stored.
    func finish(_ report: ReplayReport, verified: @escaping @Sendable (Double) -> Void) async throws {
        _ = try await mp3?.complete(header: report.mp3Header)
        mp3 = nil
        let count = segments.values.reduce(0) { $0 + $1.count }
        // Each segment is stored under its final name and verified; six other objects are verified.
        let meter = VerificationMeter(total: 2 * count + 6, report: verified)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (rendition, made) in segments {
                group.addTask { try await self.name(made, rendition, meter) }
            }
            try await group.waitForAll()
        }
        var stored = [Stored(key: keys.mp3, size: Int(report.mp3Size))]
        for rendition in ReplayRendition.allCases {
            for made in segments[rendition] ?? [] {
                stored.append(Stored(key: keys.segment(made.number, rendition), size: made.size))
            }
            stored.append(try await put(mediaPlaylist(rendition), at: keys.mediaPlaylist(rendition)))
            stored.append(try await put(masterPlaylist(rendition), at: keys.masterPlaylist(rendition)))
        }
        let encoder = JSONEncoder()
        // Another attempt writes the same bytes: the order of keys is not left to chance.
        encoder.outputFormatting = .sortedKeys
        let waveform = try encoder.encode(WaveformDocument(report.waveform))
        try await storage.put(Array(waveform), key: keys.waveform, attributes: .replay("application/json"))
        stored.append(Stored(key: keys.waveform, size: waveform.count))
        try await verify(stored, meter)
        // Temporary segments that stay do no harm.
        try? await storage.deleteAll(ObjectPrefix(folder: keys.making(claim)))
    }

    /// Removes the temporary segments of killed attempts. Their claims are lost, so nobody needs them.
    private func removeRemains() async throws {
        try await storage.deleteAll(ObjectPrefix(folder: keys.making)) { [keys, claim] key in
            keys.claimNumber(of: key).map { $0 < claim.number } ?? false
        }
    }

    /// Drops the upload and the temporary segments. Objects with final names stay: the next attempt writes the same
    /// bytes.
    func abort() async {
        await mp3?.abort()
        mp3 = nil
        // The next attempt removes what cannot be removed now. A worker that stops has no time.
        guard hasBegun, !Task.isCancelled else { return }
        try? await storage.deleteAll(ObjectPrefix(folder: keys.making(claim)))
    }

    /// Gives the segments of a rendition the names that its playlist lists, one after another in their order.
    private nonisolated func name(
        _ made: [Made], _ rendition: ReplayRendition, _ meter: VerificationMeter
    ) async throws {
        for segment in made {
            try Task.checkCancellation()
            let source = keys.segment(segment.number, rendition, madeBy: claim)
            let bytes = try await storage.get(source).bytes
            guard SHA256.hash(data: bytes) == segment.digest else {
                throw StorageError(code: .damaged, message: "\(source) does not have the bytes that were sent")
            }
            let key = keys.segment(segment.number, rendition)
            try await storage.put(bytes, key: key, attributes: .replay("video/mp2t"))
            meter.advance()
        }
    }

    private func verify(_ stored: [Stored], _ meter: VerificationMeter) async throws {
        for object in stored {
            try Task.checkCancellation()
            let found = try await storage.head(object.key)
            guard found.size == object.size else {
                throw StorageError(
                    code: .damaged,
                    message:
                        "\(object.key) has \(found.size) bytes in the storage, not the \(object.size) that were sent")
            }
            meter.advance()
        }
    }

    private func put(_ text: String, at key: ObjectKey) async throws -> Stored {
        let bytes = Array(text.utf8)
        try await storage.put(bytes, key: key, attributes: .replay("application/vnd.apple.mpegurl"))
        return Stored(key: key, size: bytes.count)
    }

    private func mediaPlaylist(_ rendition: ReplayRendition) -> String {
        let entries = (segments[rendition] ?? []).map(\.entry)
        // Rounded, no EXTINF may exceed it (RFC 8216 section 4.3.3.1).
        let target = entries.map { Int($0.duration.seconds.rounded()) }.max() ?? 10
        return MediaPlaylist(targetDuration: max(1, target), isOnDemand: true, entries: entries, isEnded: true)
            .description
    }

    private func masterPlaylist(_ rendition: ReplayRendition) -> String {
        let rates = (segments[rendition] ?? []).map { made in
            (bits: Double(made.size * 8), seconds: made.entry.duration.seconds)
        }
        // Short segments do not count for the peak (RFC 8216 section 4.1), unless there are no others.
        let long = rates.filter { $0.seconds >= 5 }
        let peak = (long.isEmpty ? rates : long).map { $0.bits / max(0.001, $0.seconds) }.max() ?? 0
        let seconds = rates.reduce(0) { $0 + $1.seconds }
        let average = rates.reduce(0) { $0 + $1.bits } / max(0.001, seconds)
        return MasterPlaylist(variants: [
            MasterPlaylist.Variant(
                address: "\(rendition.rawValue)/media.m3u8", bandwidth: Int(peak.rounded(.up)),
                averageBandwidth: Int(average.rounded(.up)), codecs: rendition.codecs)
        ]).description
    }
}

/// Counts the objects of a replay that are stored or verified. Both renditions advance it at the same time.
private final class VerificationMeter: Sendable {
    private let total: Int
    private let report: @Sendable (Double) -> Void
    private let done = Mutex(0)

    init(total: Int, report: @escaping @Sendable (Double) -> Void) {
        self.total = total
        self.report = report
    }

    func advance() {
        let count = done.withLock { done in
            done += 1
            return done
        }
        report(Double(count) / Double(total))
    }
}

/// The JSON of `waveform.json`.
private struct WaveformDocument: Encodable {
    var version = 1
    var sampleRate = 48_000
    var samplesPerPeak: Int
    /// The largest samples of equal pieces, 255 being full scale.
    var peaks: [UInt8]

    init(_ waveform: Waveform) {
        samplesPerPeak = waveform.samplesPerPeak
        peaks = waveform.peaks
    }

    enum CodingKeys: String, CodingKey {
        case version
        case sampleRate = "sample_rate"
        case samplesPerPeak = "samples_per_peak"
        case peaks
    }
}
