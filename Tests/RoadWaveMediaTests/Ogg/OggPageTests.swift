import Testing

@testable import RoadWaveMedia

@Suite("Ogg page")
struct OggPageTests {
    private let page = OggPage(
        flags: [.continued, .last], granulePosition: 0x0102_0304_0506_0708, serialNumber: 0xdead_beef,
        sequenceNumber: 77, lacing: [255, 3, 0], body: (0..<258).map { UInt8(truncatingIfNeeded: $0) })

    @Test("the checksum is the CRC-32 of RFC 3533: not reflected, from 0, not inverted")
    func checksum() {
        // The check value of CRC-32/CKSUM is 0x765e7680; that one is inverted at the end.
        #expect(OggChecksum.of("123456789".utf8) == ~0x765e_7680)
    }

    @Test("fields stand where RFC 3533 section 6 has them, low byte first")
    func layout() {
        let bytes = page.serialized()
        #expect(bytes.count == 27 + 3 + 258)
        #expect(bytes.prefix(6) == [0x4f, 0x67, 0x67, 0x53, 0, 0b101])
        #expect(bytes[6..<14] == [8, 7, 6, 5, 4, 3, 2, 1])
        #expect(bytes[14..<18] == [0xef, 0xbe, 0xad, 0xde])
        #expect(bytes[18..<22] == [77, 0, 0, 0])
        #expect(bytes[26..<30] == [3, 255, 3, 0])
    }

    @Test("a page is read as it was written, with what follows it left alone")
    func reading() {
        let bytes = page.serialized()
        #expect(OggPage.parse(bytes[...]) == .page(page, size: bytes.count))
        #expect(OggPage.parse((bytes + [1, 2, 3])[...]) == .page(page, size: bytes.count))
    }

    @Test("the beginning of a page, however short, is not refused before it is whole")
    func beginnings() {
        let bytes = page.serialized()
        for count in 0..<bytes.count { #expect(OggPage.parse(bytes.prefix(count)) == .incomplete, "\(count) bytes") }
    }

    @Test("a bit that is wrong anywhere is noticed")
    func damage() {
        let bytes = page.serialized()
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x10
            if case .page = OggPage.parse(damaged[...]) { Issue.record("byte \(index)") }
        }
    }
}
