/// What became of a recording.
public enum ReplayOutcome: Sendable, Hashable {
    /// A replay was made.
    case published(ReplayReport)
    /// Nothing in the recording passes the gate of -70 LUFS.
    case silent
    /// The recording is of a kind that is not handled; the reason is in English.
    case unsupported(String)
    /// The recording is broken so that no sound is left; the reason is in English.
    case damaged(String)

    /// `published`, `silent`, `unsupported` or `damaged`.
    public var name: String {
        switch self {
        case .published: "published"
        case .silent: "silent"
        case .unsupported: "unsupported"
        case .damaged: "damaged"
        }
    }
}

/// A finished replay.
public struct ReplayReport: Sendable, Hashable {
    /// The plan by which it was made; its time map, gain and breaks.
    public var plan: ReplayPlan
    /// Of the finished MP3, in LUFS, measured on what it decodes to; nil when nothing passes the gate.
    public var loudness: Double?
    /// Of the finished MP3, linear.
    public var truePeak: Float
    /// The part of the time, 0 to 1, in which the limiter held down 6 dB or more.
    public var heldShare: Double
    /// What goes in front of the frames of the MP3: the ID3 tag and LAME's Info frame.
    public var mp3Header: [UInt8]
    /// Bytes of the whole MP3.
    public var mp3Size: Int64
    /// Its picture.
    public var waveform: Waveform
    /// Chapters as they are in the tag, in samples of the replay.
    public var chapters: [ID3Tag.Chapter]
    /// What the recording had lost.
    public var damage: RecordingDamage

    /// Samples of the replay at 48 kHz.
    public var frameCount: Int64 { plan.frameCount }

    /// Whether the finished MP3 is within the tolerance of -14 LUFS and under -1 dBTP; where not, ``plan``'s gain tells
    /// what bounds it.
    public var reachesTarget: Bool { ReplayGain.accepts(loudness: loudness, truePeak: truePeak) }
}
