/// The same file with right checksums where pages seem to begin: the fuzzer would hardly find them, and never look behind.
func repaired(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var start = 0
    while start + OggPage.fixedHeaderSize <= bytes.count {
        let segments = Int(bytes[start + 26])
        let lacing = bytes[(start + 27)...].prefix(segments)
        let size = OggPage.fixedHeaderSize + segments + lacing.reduce(0) { $0 + Int($1) }
        guard bytes[start...].starts(with: OggPage.capturePattern), start + size <= bytes.count else {
            start += 1
            continue
        }
        bytes.replaceSubrange(start + 22..<start + 26, with: [0, 0, 0, 0])
        let checksum = OggChecksum.of(bytes[start..<start + size])
        for index in 0..<4 { bytes[start + 22 + index] = UInt8(truncatingIfNeeded: checksum >> (8 * index)) }
        start += size
    }
    return bytes
}
