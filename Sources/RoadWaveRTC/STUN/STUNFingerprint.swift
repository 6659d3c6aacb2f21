/// FINGERPRINT (RFC 8489 §14.7): a checksum that distinguishes STUN from the other protocols on the port.
enum STUNFingerprint {
    /// The attribute's whole size: header and 32-bit value.
    static let attributeLength = 8
    /// "STUN" in ASCII, so that the value differs from a plain CRC that another protocol may carry.
    private static let mask: UInt32 = 0x5354_554E

    /// Whether the last eight bytes of the message are its correct FINGERPRINT.
    static func matches(_ message: [UInt8]) -> Bool {
        guard message.count >= STUNMessage.headerLength + attributeLength else { return false }
        var reader = ByteReader(message[(message.count - attributeLength)...])
        guard reader.readUInt16() == STUNAttributeType.fingerprint, reader.readUInt16() == 4,
            let value = reader.readUInt32()
        else { return false }
        return value == checksum(message[..<(message.count - attributeLength)]) ^ mask
    }

    /// Appends the attribute. The length in the header is corrected before the checksum is computed.
    static func append(to bytes: inout [UInt8]) {
        STUNMessage.setLength(of: &bytes, including: attributeLength)
        let value = checksum(bytes[...]) ^ mask
        bytes.append(bigEndian: STUNAttributeType.fingerprint)
        bytes.append(bigEndian: UInt16(4))
        bytes.append(bigEndian: value)
    }

    /// CRC-32 of ISO 3309, as in Ethernet and zlib.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes { crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8 }
        return ~crc
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
}
