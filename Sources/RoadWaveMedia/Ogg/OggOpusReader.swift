/// Reads an Ogg Opus stream (RFC 7845) from bytes that come piece by piece, such as those of a recording whose writer was
/// killed: all that is whole is read, what is torn is passed over.
///
/// ```swift
/// var reader = OggOpusReader()
/// reader.append(bytes)
/// while let packet = try reader.next() { … }
/// ```
///
/// Of a file with several streams the first is read; ``RecordingReader`` reads them all. Nothing in a file can make it trap,
/// or keep more than a page and a packet.
public struct OggOpusReader: Sendable {
    /// A packet as it was written.
    public struct Packet: Hashable, Sendable {
        /// The Opus packet.
        public var bytes: [UInt8]
        /// Where it begins, in samples at 48 kHz from the start of the stream, those of the pre-skip included.
        public var position: Int64
        /// Its length in samples at 48 kHz.
        public var duration: Int
    }

    private var scanner = OggPageScanner()
    private var stream = OggOpusStream()
    /// The packets of the last page, at most 255; the next one last.
    private var waiting: [Packet] = []

    /// A reader that has read nothing.
    public init() {}

    /// How the stream is to be decoded; nil until it was read.
    public var head: OpusHead? { stream.head }
    /// What is said about it; nil until it was read.
    public var tags: OpusTags? { stream.tags }
    /// Whether the end of the stream was read. A recording that was killed has none.
    public var isFinished: Bool { stream.isFinished }
    /// Samples of the last packets that are not to be played (RFC 7845 section 4.4).
    public var trimmedSamples: Int { stream.trimmedSamples }
    /// Pages that should be there and are not.
    public var missingPages: Int { stream.missingPages }
    /// Packets that break RFC 6716: they are left out.
    public var malformedPackets: Int { stream.malformedPackets }
    /// Bytes that belong to no page.
    public var skippedBytes: Int { scanner.skippedBytes }

    /// Adds the bytes that follow those added before.
    public mutating func append(_ bytes: some Collection<UInt8>) { scanner.append(bytes) }

    /// No more bytes will come.
    public mutating func finish() { scanner.finish() }

    /// The next packet; nil when more bytes are needed, or the stream is over.
    /// - Throws: `malformed` when the headers are not those of Ogg Opus, or too much is damaged.
    public mutating func next() throws(MediaError) -> Packet? {
        while waiting.isEmpty, !isFinished, let page = try scanner.next() {
            waiting = try stream.take(page).reversed()
        }
        return waiting.popLast()
    }
}
