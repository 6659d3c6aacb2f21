/// One AAC access unit, without ADTS header.
public struct AACFrame: Sendable, Hashable {
    /// The access unit.
    public var bytes: [UInt8]
    /// When its decoded frames begin, in samples at 48 kHz from the first frame of the input.
    ///
    /// The first access unit begins at -1,024: it is the encoder's priming, and a decoder gives the input's frame 0
    /// right after it.
    public var presentationTime: Int
    /// How long its decoded frames last, in samples at 48 kHz: 1,024.
    public var duration: Int

    /// An access unit and its place in time.
    public init(bytes: [UInt8], presentationTime: Int, duration: Int = AACConfiguration.frameLength) {
        self.bytes = bytes
        self.presentationTime = presentationTime
        self.duration = duration
    }
}
