/// One encoding of a live: its name in keys and URLs, its channels, its AAC bit rate.
public struct Rendition: Hashable, Sendable {
    /// The bit rates that a name may have, in kbit/s. Below 16, AAC-LC is not intelligible at 48 kHz; 192 is the
    /// maximum of Apple's authoring specification for an audio-only variant.
    static let kilobitRange = 16...192

    /// From this AAC bit rate up, in bit/s, a rendition is stereo. Below it, AAC-LC in stereo keeps only 7–8 kHz of
    /// bandwidth, even for speech that is the same in both channels.
    static let stereoFloor = 96_000

    /// The folder of the rendition under the live: `48k`.
    public let name: String

    /// 1 (mono) or 2 (stereo).
    public let channels: Int

    /// AAC bit rate in bit/s, without the transport stream around it.
    public let bitrate: Int

    /// The cutoff of the encoder in hertz; `nil` if the codec chooses it.
    ///
    /// At 48 kbit/s mono the codec would choose 15 kHz, and have too few bits for the band below. With 13 kHz, speech,
    /// music and a mixed programme are all closer to the original (PESQ and noise-to-mask ratio). Only this rate was
    /// measured to gain. See docs/decisions/broadcast.md, « The band of the 48k rendition ».
    var cutoff: Int? { channels == 1 && bitrate == 48_000 ? 13_000 : nil }

    /// The rendition named `name`: a whole number of kbit/s and a `k`, as in `48k`.
    /// - Throws: ``BroadcastConfigurationError`` for any other name, or a bit rate outside 16…192 kbit/s.
    public init(name: some StringProtocol) throws(BroadcastConfigurationError) {
        let digits = name.dropLast()
        guard name.last == "k", digits.first != "0", digits.allSatisfy(\.isASCII), let kilobits = Int(digits),
            digits.first != "+", Rendition.kilobitRange.contains(kilobits)
        else {
            throw .invalidRendition(String(name))
        }
        self.init(kilobits: kilobits)
    }

    /// The rendition of `kilobits` kbit/s.
    init(kilobits: Int) {
        name = "\(kilobits)k"
        bitrate = kilobits * 1_000
        channels = bitrate >= Rendition.stereoFloor ? 2 : 1
    }
}
