internal import RoadWaveMedia

/// What one listener heard of one creator, and when: everything that the `Alors` steps of a live measure.
struct HeardLive: Sendable {
    let sightings: [Listener.Sighting]
    let segments: [Listener.FetchedSegment]
    let refusals: [String]
    let creator: FFmpegCreator?

    /// What ffprobe says of each segment; nil where it recognises nothing.
    func probes() async throws -> [FFprobe?] {
        var probes: [FFprobe?] = []
        for segment in segments { probes.append(try await FFprobe.examine(segment.path)) }
        return probes
    }

    /// The sound of all segments, one after the other, as ffmpeg decodes it.
    func sound(in folder: String, channels: Int = 1) async throws -> PCM {
        guard !segments.isEmpty else { return PCM(samples: [], channels: 1) }
        return try await FFmpegDecoder.decode(segments: segments.map(\.path), channels: channels, in: folder)
    }

    /// How well each channel of that sound is the creator's voice; nothing of it when there was no creator.
    /// - Parameter isMono: for a rendition of one channel, which has to have all that is said in any of them.
    func channelFidelities(in folder: String, isMono: Bool = false) async throws -> [Fidelity] {
        guard let creator else { return [Fidelity()] }
        return try Fidelity.measureChannels(
            of: try await sound(in: folder, channels: isMono ? 1 : creator.voice.channels), with: creator.voice)
    }

    /// Seconds from the first segment to the last one, as the playlist gives their lengths.
    var announcedSeconds: Double { segments.reduce(0) { $0 + $1.announcedDuration } }

    /// Seconds between the playlist's successive changes.
    var intervalsBetweenUpdates: [Double] {
        zip(sightings, sightings.dropFirst()).map { ($1.at - $0.at) / .seconds(1) }
    }
}
