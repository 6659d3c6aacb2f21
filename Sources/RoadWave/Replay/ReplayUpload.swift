internal import Foundation
internal import RoadWaveMedia

/// Stores a replay as it is made, and checks at the end that all of it is there.
///
/// The MP3 goes into an upload whose first bytes come last, segments go as objects of their own. Playlists come after
/// everything that they list.
actor ReplayUpload: ReplaySink {
    /// An object that was stored.
    private struct Stored {
        let key: ObjectKey
        let size: Int
    }

    private let keys: ReplayKeys
    private let storage: any ObjectStorage
    private let headerSize: @Sendable (ReplayPlan) -> Int
    private let keep: @Sendable (ReplayPlan) async throws -> Void
    private var mp3: (any ObjectUpload)?
    private var segments: [ReplayRendition: [MediaPlaylist.Entry]] = [:]
    private var sizes: [ReplayRendition: [Int]] = [:]

    /// - Parameters:
    ///   - headerSize: of the MP3 of a plan, in bytes.
    ///   - keep: keeps a plan before anything of it is stored.
    init(
        of live: LiveID, to storage: any ObjectStorage, headerSize: @escaping @Sendable (ReplayPlan) -> Int,
        keep: @escaping @Sendable (ReplayPlan) async throws -> Void
    ) throws(StorageError) {
        keys = try ReplayKeys(live)
        self.storage = storage
        self.headerSize = headerSize
        self.keep = keep
    }

    func begin(_ plan: ReplayPlan) async throws {
        try await keep(plan)
        await abort()
        segments = [:]
        sizes = [:]
        mp3 = try await storage.upload(keys.mp3, reserving: headerSize(plan), attributes: .replay("audio/mpeg"))
    }

    func append(mp3 bytes: [UInt8]) async throws {
        try await mp3?.append(bytes)
    }

    func append(_ segment: ReplaySegment) async throws {
        try await storage.put(
            segment.bytes, key: keys.segment(segment.number, segment.rendition), attributes: .replay("video/mp2t"))
        segments[segment.rendition, default: []].append(
            MediaPlaylist.Entry(
                address: "\(segment.number).ts",
                duration: .nanoseconds(Int64(segment.duration) * 1_000_000_000 / 48_000)))
        sizes[segment.rendition, default: []].append(segment.bytes.count)
    }

    /// Completes the MP3, and stores the playlists and the waveform.
    /// - Parameter verified: called with the checked part of the objects, 0 to 1.
    /// - Throws: code `unavailable` if an object is not as it was stored.
    func finish(_ report: ReplayReport, verified: @Sendable (Double) -> Void) async throws {
        _ = try await mp3?.complete(header: report.mp3Header)
        mp3 = nil
        var stored = [Stored(key: keys.mp3, size: Int(report.mp3Size))]
        for rendition in ReplayRendition.allCases {
            for (number, size) in (sizes[rendition] ?? []).enumerated() {
                stored.append(Stored(key: keys.segment(number, rendition), size: size))
            }
            stored.append(try await put(mediaPlaylist(rendition), at: keys.mediaPlaylist(rendition)))
            stored.append(try await put(masterPlaylist(rendition), at: keys.masterPlaylist(rendition)))
        }
        let waveform = try JSONEncoder().encode(WaveformDocument(report.waveform))
        try await storage.put(Array(waveform), key: keys.waveform, attributes: .replay("application/json"))
        stored.append(Stored(key: keys.waveform, size: waveform.count))
        try await verify(stored, verified)
    }

    /// Drops what is under way. Objects that are complete stay: the next attempt writes them again.
    func abort() async {
        await mp3?.abort()
        mp3 = nil
    }

    private func verify(_ stored: [Stored], _ verified: @Sendable (Double) -> Void) async throws {
        for (index, object) in stored.enumerated() {
            try Task.checkCancellation()
            let found = try await storage.head(object.key)
            guard found.size == object.size else {
                throw StorageError(
                    code: .unavailable,
                    message:
                        "\(object.key) has \(found.size) bytes in the storage, not the \(object.size) that were sent")
            }
            verified(Double(index + 1) / Double(stored.count))
        }
    }

    private func put(_ text: String, at key: ObjectKey) async throws -> Stored {
        let bytes = Array(text.utf8)
        try await storage.put(bytes, key: key, attributes: .replay("application/vnd.apple.mpegurl"))
        return Stored(key: key, size: bytes.count)
    }

    private func mediaPlaylist(_ rendition: ReplayRendition) -> String {
        let entries = segments[rendition] ?? []
        // Rounded, no EXTINF may exceed it (RFC 8216 section 4.3.3.1).
        let target = entries.map { Int($0.duration.seconds.rounded()) }.max() ?? 10
        return MediaPlaylist(targetDuration: max(1, target), isOnDemand: true, entries: entries, isEnded: true)
            .description
    }

    private func masterPlaylist(_ rendition: ReplayRendition) -> String {
        let rates = zip(segments[rendition] ?? [], sizes[rendition] ?? []).map { entry, size in
            (bits: Double(size * 8), seconds: entry.duration.seconds)
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
