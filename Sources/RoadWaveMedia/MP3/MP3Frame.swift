/// One frame of MPEG-1 Layer III at 48 kHz.
public struct MP3Frame: Sendable, Hashable {
    /// Samples of each channel in a frame: 24 ms at 48 kHz (ISO/IEC 11172-3).
    public static let length = 1152

    /// The frame, its header included.
    public var bytes: [UInt8]
    /// When its decoded samples begin, at 48 kHz from the first sample of the input.
    ///
    /// The first frame begins at -1,105: encoder and decoder delay the sound by that much, and what a decoder gives before
    /// is not of the input.
    public var presentationTime: Int
    /// How long its decoded samples last: 1,152 at 48 kHz.
    public var duration: Int { Self.length }

    /// A frame and its place in time.
    public init(bytes: [UInt8], presentationTime: Int) {
        self.bytes = bytes
        self.presentationTime = presentationTime
    }
}
