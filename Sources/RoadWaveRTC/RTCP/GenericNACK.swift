/// Requests lost packets again (RFC 4585 §6.2.1).
public struct GenericNACK: Hashable, Sendable {
    /// The source of the request.
    public var senderSSRC: UInt32
    /// The source of the missing packets.
    public var mediaSSRC: UInt32
    /// The sequence numbers, in the order of the wire.
    public var sequenceNumbers: [UInt16]

    /// Creates a request.
    public init(senderSSRC: UInt32, mediaSSRC: UInt32, sequenceNumbers: [UInt16]) {
        self.senderSSRC = senderSSRC
        self.mediaSSRC = mediaSSRC
        self.sequenceNumbers = sequenceNumbers
    }
}

extension GenericNACK {
    /// Reads pairs of a sequence number and a mask of the next 16, up to the end: 17 numbers in 4 bytes, so about 6,000
    /// in the largest datagram.
    init?(_ reader: inout ByteReader) {
        guard let sender = reader.readUInt32(), let media = reader.readUInt32() else { return nil }
        var numbers: [UInt16] = []
        while let first = reader.readUInt16(), let mask = reader.readUInt16() {
            numbers.append(first)
            for bit in 0..<16 where mask >> bit & 1 == 1 { numbers.append(first &+ UInt16(bit) &+ 1) }
        }
        self.init(senderSSRC: sender, mediaSSRC: media, sequenceNumbers: numbers)
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: senderSSRC)
        bytes.append(bigEndian: mediaSSRC)
        var rest = sequenceNumbers[...]
        while let first = rest.popFirst() {
            var mask: UInt16 = 0
            // Only numbers in ascending order go into the mask, so that the reader gets the order of the writer.
            var lowest: UInt16 = 1
            while let offset = rest.first.map({ $0 &- first }), lowest <= offset, offset <= 16 {
                mask |= 1 << (offset - 1)
                lowest = offset + 1
                rest.removeFirst()
            }
            bytes.append(bigEndian: first)
            bytes.append(bigEndian: mask)
        }
    }
}
