/// The two forms in which a replay is streamed.
public enum ReplayRendition: String, Sendable, Hashable, CaseIterable, Codable {
    /// MP3 of 256 kbit/s: the frames of the file.
    case mp3
    /// AAC-LC of 96 kbit/s, for players that know no MP3 in transport streams.
    case aac

    /// Bits of sound a second.
    public var bitrate: Int {
        switch self {
        case .mp3: MP3Encoder.bitrate
        case .aac: 96_000
        }
    }

    /// The name in a `CODECS` attribute (RFC 6381 section 3.3): MPEG-1 Layer III, AAC-LC.
    public var codecs: String {
        switch self {
        case .mp3: "mp4a.40.34"
        case .aac: "mp4a.40.2"
        }
    }
}

/// About 10 s of a replay, an MPEG transport stream that decodes alone.
public struct ReplaySegment: Sendable, Hashable {
    /// Which form it has.
    public var rendition: ReplayRendition
    /// From 0.
    public var number: Int
    /// The transport stream.
    public var bytes: [UInt8]
    /// Samples at 48 kHz: whole frames, as `EXTINF` has to say.
    public var duration: Int
}
