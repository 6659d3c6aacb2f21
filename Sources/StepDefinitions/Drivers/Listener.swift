internal import Foundation
internal import RoadWaveTestServices

/// A listener who follows a live over HTTP: asks for the playlist again and again, fetches each segment once.
actor Listener {
    /// A playlist that differs from the one before, and when it was seen.
    struct Sighting: Sendable {
        let playlist: ListedPlaylist
        let at: ContinuousClock.Instant
    }

    /// A segment that was listed, then fetched.
    struct FetchedSegment: Sendable {
        let sequence: Int
        let listedAt: ContinuousClock.Instant
        /// Seconds, from EXTINF.
        let announcedDuration: Double
        let contentType: String
        /// Where its bytes are kept for the witnesses.
        let path: String

        /// What was received.
        func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
    }

    private let http = HTTPWitness()
    private let clock = ContinuousClock()
    private let masterURL: String
    private let variant: Int
    private let folder: String
    private(set) var sightings: [Sighting] = []
    private(set) var segments: [FetchedSegment] = []
    /// Requests that did not answer 200 once the live had a first segment.
    private(set) var refusals: [String] = []

    /// - Parameters:
    ///   - variant: which one of the master playlist; a plain player takes the first.
    ///   - folder: where the segments are kept.
    init(masterURL: String, variant: Int = 0, folder: String) {
        self.masterURL = masterURL
        self.variant = variant
        self.folder = folder
    }

    /// Follows the live until `isDone`, or until its end, or until the caller is cancelled.
    func follow(until isDone: @Sendable (_ segments: [FetchedSegment]) async -> Bool) async throws {
        var mediaURL: String?
        while !(await isDone(segments)) {
            if let url = mediaURL {
                if let ended = await look(at: url), ended { return }
            } else {
                mediaURL = await variantURL()
            }
            // why: a player's polling, ten times a second so that the moment of listing is known within 0.1 s.
            try await clock.sleep(for: .milliseconds(100))
        }
    }

    private func variantURL() async -> String? {
        guard let master = await http.request(masterURL), master.status == 200 else { return nil }
        let uris = master.text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
        return uris.indices.contains(variant) ? resolve(String(uris[variant]), against: masterURL) : nil
    }

    /// Notes what changed in the playlist; returns whether the live has ended, nil when there is no playlist (yet).
    private func look(at mediaURL: String) async -> Bool? {
        guard let answer = await http.request(mediaURL), answer.status == 200,
            let playlist = ListedPlaylist(answer.text)
        else {
            if !sightings.isEmpty { refusals.append(mediaURL) }
            return nil
        }
        let now = clock.now
        guard sightings.last?.playlist != playlist else { return playlist.hasEnded }
        sightings.append(Sighting(playlist: playlist, at: now))
        let known = segments.last?.sequence ?? -1
        for listed in playlist.segments where listed.sequence > known {
            let url = resolve(listed.uri, against: mediaURL)
            guard let segment = await http.request(url), segment.status == 200 else {
                refusals.append(url)
                continue
            }
            let path = "\(folder)/\(listed.sequence).ts"
            guard FileManager.default.createFile(atPath: path, contents: Data(segment.body)) else { continue }
            segments.append(
                FetchedSegment(
                    sequence: listed.sequence, listedAt: now, announcedDuration: listed.duration,
                    contentType: segment.headers["content-type"] ?? "", path: path))
        }
        return playlist.hasEnded
    }

    private func resolve(_ uri: String, against base: String) -> String {
        URL(string: uri, relativeTo: URL(string: base))?.absoluteString ?? uri
    }
}
