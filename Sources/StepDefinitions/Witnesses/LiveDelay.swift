internal import RoadWaveMedia

/// « Temps réel », measured: how long after the sending of the last sample of a second that sample can be decoded from
/// a listed segment.
struct LiveDelay: Sendable {
    /// Counted from 0, in the creator's voice.
    let second: Int
    /// Seconds.
    let delay: Double

    /// One delay for each second of the voice that was heard whole, in order.
    ///
    /// The sound itself says which samples a segment carries: the decoded segments are laid on the voice by
    /// correlation, so neither the engine's clock nor its timestamps' origin is trusted.
    static func measure(_ heard: HeardLive, in folder: String) async throws -> [LiveDelay] {
        guard let creator = heard.creator else { return [] }
        let sound = try await heard.sound(in: folder)
        guard sound.frameCount > 0 else { return [] }
        let match = try Correlation.locate(sound, in: creator.voice)
        // Another sound correlates under 0.3: below this, the voice was not recognised.
        guard match.coefficient > 0.8 else { return [] }

        var delays: [LiveDelay] = []
        var heardFrames = 0
        for (segment, probe) in zip(heard.segments, try await heard.probes()) {
            guard let probe else { return delays }
            heardFrames += Int((probe.duration * 48_000).rounded())
            // The voice's sample that follows the last one of this segment.
            let end = heardFrames + match.offset
            while let sent = await creator.sendingTime(ofSample: (delays.count + 1) * 48_000 - 1),
                (delays.count + 1) * 48_000 <= end
            {
                delays.append(LiveDelay(second: delays.count, delay: (segment.listedAt - sent) / .seconds(1)))
            }
        }
        return delays
    }
}
