internal import Foundation

/// Follows all renditions of a live at once, or reads those of a replay, and keeps what a player would be
/// served. The rules of a profile are checked on that.
actor LiveObservation {
    private struct Variant {
        let url: String
        var served: ServedVariant
        /// The newest segment that was fetched, or that stood in the first playlist.
        var newest: Int?
    }

    private let requests = PlayerRequests()
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let masterURL: String
    private let folder: String
    private let isFromStart: Bool
    private var master: ServedAnswer
    private var variants: [Variant] = []

    /// - Parameters:
    ///   - folder: where segments are kept for ffprobe.
    ///   - isFromStart: whether all segments of the first playlist are fetched, not the last one only.
    init(masterURL: String, folder: String, isFromStart: Bool = false) {
        self.masterURL = masterURL
        self.folder = folder
        self.isFromStart = isFromStart
        start = clock.now
        master = ServedAnswer(path: masterURL, at: 0, status: 0)
    }

    /// Follows the live for some seconds, or until all its playlists say that it is over.
    func follow(for duration: Duration) async throws {
        let end = clock.now + duration
        try await readMaster()
        while clock.now < end, !variants.allSatisfy({ $0.served.newest?.hasEnded == true }) {
            for index in variants.indices { try await look(at: index) }
            // why: a player's pace; twice a second tells when a playlist changed within half a second.
            try await clock.sleep(for: .milliseconds(500))
        }
    }

    /// What was served so far.
    var observed: ServedLive { ServedLive(master: master, variants: variants.map(\.served)) }

    /// Seconds since the observation began.
    var now: Double { (clock.now - start) / .seconds(1) }

    /// What was served, and what ffprobe says of its segments.
    /// - Parameter isOver: whether the creator had ended the live meanwhile.
    func served(isOver: Bool = false) async throws -> ServedLive {
        for variant in variants.indices {
            for segment in variants[variant].served.segments.indices
            where variants[variant].served.segments[segment].isProbeable {
                let sequence = variants[variant].served.segments[segment].sequence
                let probe = try await FFprobe.examine(path(of: sequence, in: variants[variant].served.name))
                variants[variant].served.segments[segment].probe = probe
            }
        }
        return ServedLive(master: master, variants: variants.map(\.served), isOver: isOver)
    }

    private func readMaster() async throws {
        let answer = await requests.get(masterURL)
        master = describe(answer, url: masterURL, text: String(decoding: answer.body, as: UTF8.self))
        variants = (ListedMaster(master.text)?.variants ?? []).map { variant in
            let url = resolve(variant.uri, against: masterURL)
            let name = url.split(separator: "/").dropLast().last.map(String.init) ?? url
            return Variant(url: url, served: ServedVariant(name: name, playlists: [], segments: []))
        }
        for variant in variants {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(variant.served.name)", withIntermediateDirectories: true)
        }
    }

    private func look(at index: Int) async throws {
        let url = variants[index].url
        let answer = await requests.get(url)
        let playlist = describe(answer, url: url, text: String(decoding: answer.body, as: UTF8.self))
        variants[index].served.playlists.append(playlist)
        guard let listed = playlist.playlist, let last = listed.segments.last else { return }
        // The first look at a live takes the last segment only, as what came before says nothing more.
        let known = variants[index].newest ?? (isFromStart ? -1 : last.sequence - 1)
        variants[index].newest = max(known, last.sequence)
        for segment in listed.segments where segment.sequence > known {
            try await fetch(segment, of: index)
        }
    }

    private func fetch(_ listed: ListedPlaylist.Segment, of index: Int) async throws {
        let url = resolve(listed.uri, against: variants[index].url)
        let answer = await requests.get(url)
        try Data(answer.body).write(
            to: URL(filePath: path(of: listed.sequence, in: variants[index].served.name)))
        variants[index].served.segments.append(
            ServedSegment(
                sequence: listed.sequence, announcedDuration: listed.duration, answer: describe(answer, url: url),
                byteCount: answer.body.count, stream: TransportStreamFacts(answer.body)))
    }

    private func describe(_ answer: PlayerRequests.Answer, url: String, text: String = "") -> ServedAnswer {
        ServedAnswer(
            path: URL(string: url)?.path ?? url, at: (clock.now - start) / .seconds(1), status: answer.status,
            headers: answer.headers, text: text)
    }

    private func path(of sequence: Int, in rendition: String) -> String { "\(folder)/\(rendition)/\(sequence).ts" }

    private func resolve(_ uri: String, against base: String) -> String {
        URL(string: uri, relativeTo: URL(string: base))?.absoluteString ?? uri
    }
}
