/// The sound of a recording that comes piece by piece, without long holes, and the time that it stands for.
final class RecordingSound {
    private let reader = RecordingReader()
    private(set) var timeline = RecordingTimeline()
    /// Frames of a hole that were not given yet.
    private var silence = 0
    /// The longest piece of silence that is given at once: 100 ms.
    private static let pieceFrames = 4_800

    func append(_ bytes: [UInt8]) { reader.append(bytes) }

    func finish() { reader.finish() }

    /// See ``RecordingReader/checkSound()``.
    func checkSound() throws(MediaError) { try reader.checkSound() }

    var damage: RecordingDamage {
        RecordingDamage(missingPages: reader.missingPages, malformedPackets: reader.malformedPackets)
    }

    /// Stereo at 48 kHz.
    struct Piece {
        var pcm: PCM
        /// Whether it is to be measured as silence: no part of the programme.
        var isMadeUp = false
    }

    /// The next piece; nil when more bytes are needed, or the recording is over.
    func next() throws(MediaError) -> Piece? {
        while silence == 0 {
            guard let part = try reader.next() else { return nil }
            switch part {
            case .sound(let pcm):
                try timeline.append(sound: pcm.frameCount)
                return Piece(pcm: pcm)
            case .madeUp(let pcm):
                try timeline.append(sound: pcm.frameCount)
                return Piece(pcm: pcm, isMadeUp: true)
            case .gap(let length):
                silence = try timeline.append(gap: length)
            case .stream:
                timeline.appendBreak()
            }
        }
        let frames = min(silence, Self.pieceFrames)
        silence -= frames
        return Piece(pcm: .silence(frames: frames, channels: 2), isMadeUp: true)
    }
}

/// What a recording has lost.
public struct RecordingDamage: Sendable, Hashable, Codable {
    /// Pages that should be there and are not.
    public var missingPages = 0
    /// Packets that are no Opus or do not decode.
    public var malformedPackets = 0
}
