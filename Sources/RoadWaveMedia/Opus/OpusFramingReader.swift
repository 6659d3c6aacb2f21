/// Reads the frame lengths of one packet (RFC 6716 section 3.2), a framing code at a time.
struct OpusFramingReader {
    private let bytes: [UInt8]
    /// The next byte to read; the table of contents is behind it.
    private var position = 1
    /// The end of the frames: the packet's end less its padding.
    private var end: Int
    private(set) var paddingSize = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
    }

    private var remaining: Int { end - position }

    /// Code 0 (section 3.2.2): the rest is one frame.
    mutating func oneFrame() throws(MediaError) -> [Range<Int>] {
        [position..<end]
    }

    /// Code 1 (section 3.2.3): two frames of the same size.
    mutating func twoEqualFrames() throws(MediaError) -> [Range<Int>] {
        guard remaining.isMultiple(of: 2) else {
            throw MediaError(.malformed, "two equal Opus frames do not fit \(remaining) bytes (RFC 6716, R3)")
        }
        return split(into: 2)
    }

    /// Code 2 (section 3.2.4): the first frame's length is written, the second has the rest.
    mutating func twoUnequalFrames() throws(MediaError) -> [Range<Int>] {
        let length = try frameLength()
        guard length <= remaining else {
            throw MediaError(.malformed, "the first of two Opus frames is longer than the packet (RFC 6716, R4)")
        }
        return [position..<position + length, position + length..<end]
    }

    /// Code 3 (section 3.2.5): a count byte, padding, then frames of equal or written sizes.
    mutating func signalledFrames(of frameDuration: Int) throws(MediaError) -> [Range<Int>] {
        let header = try byte()
        let count = Int(header & 0b0011_1111)
        guard count > 0, count * frameDuration <= OpusPacket.maximumDuration else {
            throw MediaError(.malformed, "\(count) Opus frames are not between one frame and 120 ms (RFC 6716, R5)")
        }
        if header & 0b0100_0000 != 0 { try readPadding() }
        guard header & 0b1000_0000 != 0 else {
            guard remaining.isMultiple(of: count) else {
                throw MediaError(
                    .malformed, "\(count) equal Opus frames do not fit \(remaining) bytes (RFC 6716, R6)")
            }
            return split(into: count)
        }
        var lengths: [Int] = []
        for _ in 1..<count { lengths.append(try frameLength()) }
        var frames: [Range<Int>] = []
        for length in lengths {
            guard length <= remaining else {
                throw MediaError(.malformed, "an Opus frame ends after its packet (RFC 6716, R7)")
            }
            frames.append(position..<position + length)
            position += length
        }
        frames.append(position..<end)
        return frames
    }

    private func split(into count: Int) -> [Range<Int>] {
        let size = remaining / count
        return (0..<count).map { position + $0 * size..<position + ($0 + 1) * size }
    }

    /// One or two bytes (section 3.2.1).
    private mutating func frameLength() throws(MediaError) -> Int {
        let first = Int(try byte())
        guard first >= 252 else { return first }
        return Int(try byte()) * 4 + first
    }

    /// 255 stands for 254 bytes of padding and one more length byte (section 3.2.5).
    private mutating func readPadding() throws(MediaError) {
        var length = 255
        while length == 255 {
            length = Int(try byte())
            paddingSize += length == 255 ? 254 : length
        }
        guard paddingSize <= remaining else {
            throw MediaError(.malformed, "\(paddingSize) bytes of Opus padding exceed the packet (RFC 6716, R6)")
        }
        end -= paddingSize
    }

    private mutating func byte() throws(MediaError) -> UInt8 {
        guard position < end else {
            throw MediaError(.malformed, "an Opus packet of \(bytes.count) bytes ends inside its header (RFC 6716)")
        }
        defer { position += 1 }
        return bytes[position]
    }
}
