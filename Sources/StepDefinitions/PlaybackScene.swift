/// The players of a scenario, and what they saw.
struct PlaybackScene: Sendable {
    /// Under the 60 kbit/s that the lowest rendition must fit in, its playlists and headers included.
    static let slowBitsPerSecond = 58_000

    /// The browser on a good connection, and the one on the slow connection.
    var browser: BrowserPlayer?
    var slowBrowser: BrowserPlayer?

    /// What the rules of the profiles look at.
    var served: ServedLive?
    /// What each browser saw.
    var report: PlayerReport?
    var slowReport: PlayerReport?
    var ffmpeg: FFmpegPlayer?
    /// What the slow connection let through, in bits per second.
    var slowRate = 0.0

    /// The sound of each rendition, beside what was said.
    var sounds: [RenditionSound] = []
    /// The segments that listeners could still ask for at the end of the observation.
    var owed = OwedSegments(count: 0, missing: [])
}

/// What the segments of one rendition, as they were served, sound like.
struct RenditionSound: Sendable {
    let name: String
    /// Of each channel.
    let fidelities: [Fidelity]
    /// How much later each segment is dated than it was said, in seconds.
    let dateErrors: [Double]

    /// Decodes the segments of a rendition, and lays them on what the creator said.
    static func examine(_ variant: ServedVariant, in folder: String, saidBy creator: FFmpegCreator) async throws
        -> RenditionSound
    {
        let folder = "\(folder)/\(variant.name)"
        let channels = variant.segments.first?.probe?.channels ?? 1
        let sound = try await FFmpegDecoder.decode(
            segments: variant.segments.map { "\(folder)/\($0.sequence).ts" }, channels: channels, in: folder)
        let fidelities = try Fidelity.measureChannels(of: sound, with: creator.voice)
        let errors = await DatedSpeech.errors(of: variant, start: fidelities.first?.start ?? 0, saidBy: creator)
        return RenditionSound(name: variant.name, fidelities: fidelities, dateErrors: errors)
    }
}

/// What became of the player on the slow connection.
struct SlowPlayback: Sendable {
    let bitsPerSecond: Double
    /// Of the segments that the cache of its region served, by the cache's own log.
    let renditions: [String]
    let report: PlayerReport
}
