/// The checksum of an Ogg page (RFC 3533 section 6): CRC-32 with the generator 0x04c11db7, most significant bit first, from 0
/// and without a final inversion. It is not that of zlib, which goes through the bits the other way.
enum OggChecksum {
    private static let generator: UInt32 = 0x04c1_1db7

    private static let table: [UInt32] = (0..<256).map { (byte: UInt32) in
        (0..<8).reduce(byte << 24) { remainder, _ in
            remainder & 0x8000_0000 == 0 ? remainder << 1 : remainder << 1 ^ generator
        }
    }

    /// The checksum of `bytes`, or of what `checksum` is of and `bytes` after it.
    static func of(_ bytes: some Sequence<UInt8>, after checksum: UInt32 = 0) -> UInt32 {
        bytes.reduce(checksum) { checksum, byte in
            checksum << 8 ^ table[Int(UInt8(truncatingIfNeeded: checksum >> 24) ^ byte)]
        }
    }
}
