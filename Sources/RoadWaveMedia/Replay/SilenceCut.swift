/// A part of the sound that is left out of a replay: the middle of a silence, or the far side of one at an end.
struct SilenceCut: Sendable, Hashable, Codable {
    /// Half of the time in which what is before fades out and what is behind fades in: together 100 ms.
    static let halfFade: Int64 = 2_400

    /// The first sample of sound that is left out.
    var start: Int64
    /// The first sample behind it that is kept.
    var end: Int64

    /// The samples that are left out.
    var length: Int64 { end - start }
}
