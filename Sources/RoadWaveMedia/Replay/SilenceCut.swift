/// A part of the sound that is left out of a replay: the middle of a silence, or the far side of one at an end.
struct SilenceCut: Sendable, Hashable, Codable {
    /// How long what is before fades out, while what is behind fades in: 100 ms, in samples at 48 kHz.
    static let fadeFrames: Int64 = 4_800
    /// The half of it on each side of a cut.
    static let halfFade = fadeFrames / 2

    /// The first sample of sound that is left out.
    var start: Int64
    /// The first sample behind it that is kept.
    var end: Int64

    /// The samples that are left out.
    var length: Int64 { end - start }
}
