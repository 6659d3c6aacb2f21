/// What is known of a recording before a replay is made of it: the result of a ``RecordingMeasurer``.
public struct RecordingMeasurement: Sendable, Hashable, Codable {
    /// From 10 ms to 10 ms.
    public let levels: LevelTrack
    /// The integrated loudness in LUFS; nil when nothing passes the gate: the recording is silent.
    public let loudness: Double?
    /// What was lost.
    public let damage: RecordingDamage
    let timeline: RecordingTimeline

    /// Samples of the recording at 48 kHz, those for which there is no sound included.
    public var originalLength: Int64 { timeline.originalLength }
}

/// Measures a recording piece by piece, in a worker's pass over it before the first encoding.
/// See docs/decisions/replay.md, « Loudness is measured by the worker ».
///
/// Confined to its owner: it is not `Sendable` and takes no lock.
public final class RecordingMeasurer {
    private let sound = RecordingSound()
    private let meter: LoudnessMeter

    /// A measurer that has heard nothing.
    public init() throws(MediaError) {
        meter = try LoudnessMeter(channels: 2, measuresTruePeak: false, keepsLevels: true)
    }

    /// Adds the bytes that follow those added before.
    /// - Throws: `malformed` or `unsupported` as ``RecordingReader`` does.
    public func append(_ bytes: [UInt8]) throws(MediaError) {
        sound.append(bytes)
        try advance()
    }

    /// Ends the recording.
    /// - Throws: `malformed` or `unsupported` when there is no sound in it.
    public func finish() throws(MediaError) -> RecordingMeasurement {
        sound.finish()
        try advance()
        try sound.checkSound()
        meter.finish()
        return RecordingMeasurement(
            levels: meter.levels, loudness: meter.integrated, damage: sound.damage, timeline: sound.timeline)
    }

    private func advance() throws(MediaError) {
        while let piece = try sound.next() {
            let pcm = piece.pcm
            try meter.append(piece.isMadeUp ? .silence(frames: pcm.frameCount, channels: 2) : pcm)
        }
    }
}
