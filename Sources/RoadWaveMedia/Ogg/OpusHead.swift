/// The first packet of an Ogg Opus stream: how it is to be decoded (RFC 7845 section 5.1).
///
/// Only channel mapping family 0 is known, mono and stereo: that is all that WebRTC publishers send.
public struct OpusHead: Hashable, Sendable {
    static let magic = Array("OpusHead".utf8)

    /// Channels of the decoded sound, 1 or 2. Packets may be of the other kind: decoders convert.
    public var channels: Int
    /// Samples at 48 kHz to be left out at the beginning of the decoded sound.
    public var preSkip: UInt16
    /// The rate of the sound before it was encoded, in hertz; 0 where it is unknown. It changes nothing in decoding.
    public var inputSampleRate: UInt32
    /// The gain to apply, in 256ths of a decibel.
    public var outputGain: Int16

    /// A header from its parts.
    /// - Throws: `invalidArgument` unless there are 1 or 2 channels.
    public init(
        channels: Int, preSkip: UInt16 = 0, inputSampleRate: UInt32 = 48_000, outputGain: Int16 = 0
    ) throws(MediaError) {
        guard channels == 1 || channels == 2 else {
            throw MediaError(.invalidArgument, "an Ogg Opus stream has 1 or 2 channels here, not \(channels)")
        }
        self.channels = channels
        self.preSkip = preSkip
        self.inputSampleRate = inputSampleRate
        self.outputGain = outputGain
    }

    /// Reads the packet.
    /// - Throws: `malformed` when it is cut off, `unsupported` when it is another header, or one of a kind that is not known
    ///   here.
    public init(parsing packet: [UInt8]) throws(MediaError) {
        guard packet.starts(with: Self.magic) else {
            throw MediaError(.unsupported, "the stream does not begin with an OpusHead (RFC 7845 section 5.1)")
        }
        var reader = LittleEndianReader(packet.dropFirst(Self.magic.count))
        guard let version = reader.read(UInt8.self), let channels = reader.read(UInt8.self),
            let preSkip = reader.read(UInt16.self), let inputSampleRate = reader.read(UInt32.self),
            let outputGain = reader.read(UInt16.self), let family = reader.read(UInt8.self)
        else { throw MediaError(.malformed, "the OpusHead is cut off (RFC 7845 section 5.1)") }
        // The high half of the version is that of incompatible changes.
        guard version >> 4 == 0 else {
            throw MediaError(.unsupported, "version \(version) of Ogg Opus is not known (RFC 7845 section 5.1)")
        }
        guard family == 0, channels == 1 || channels == 2 else {
            throw MediaError(
                .unsupported,
                "\(channels) channels of mapping family \(family): only mono and stereo of family 0 are read")
        }
        self.channels = Int(channels)
        self.preSkip = preSkip
        self.inputSampleRate = inputSampleRate
        self.outputGain = Int16(bitPattern: outputGain)
    }

    /// The packet.
    func serialized() -> [UInt8] {
        var bytes = Self.magic
        bytes += [1, UInt8(truncatingIfNeeded: channels)]
        bytes.append(littleEndian: preSkip)
        bytes.append(littleEndian: inputSampleRate)
        bytes.append(littleEndian: UInt16(bitPattern: outputGain))
        bytes.append(0)
        return bytes
    }
}
