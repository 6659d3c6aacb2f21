import Testing

@testable import RoadWaveMedia

@Suite("Ogg page writer")
struct OggPageWriterTests {
    private func packet(_ size: Int, _ seed: Int = 1) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ seed) }
    }

    private func pages(_ bytes: [UInt8]) throws -> [OggPage] {
        var scanner = OggPageScanner()
        scanner.append(bytes)
        var pages: [OggPage] = []
        while let page = try scanner.next() { pages.append(page) }
        #expect(scanner.skippedBytes == 0)
        return pages
    }

    private func packets(_ pages: [OggPage]) -> [[UInt8]] {
        var assembler = OggPacketAssembler()
        return pages.flatMap { assembler.packets(endingOn: $0, isNext: true) }
    }

    @Test(
        "a packet of a multiple of 255 bytes ends with an empty segment",
        arguments: [
            (0, [0]), (1, [1]), (254, [254]), (255, [255, 0]), (256, [255, 1]), (510, [255, 255, 0]),
            (1275, [255, 255, 255, 255, 255, 0]),
        ] as [(Int, [UInt8])])
    func lacing(size: Int, expected: [UInt8]) throws {
        var writer = OggPageWriter(serialNumber: 1)
        writer.append(packet(size), endingAt: 960)
        let pages = try pages(writer.flush())
        #expect(pages.map(\.lacing) == [expected])
        #expect(packets(pages) == [packet(size)])
    }

    @Test("packets of all sizes come back as they were, whatever page they fall on")
    func everySize() throws {
        var writer = OggPageWriter(serialNumber: 1)
        let sizes = Array(0..<800) + [61_298]
        for size in sizes { writer.append(packet(size), endingAt: Int64(size)) }
        let pages = try pages(writer.flush())
        #expect(pages.count > 4)
        #expect(packets(pages) == sizes.map { packet($0) })
        #expect(pages.map { Int($0.sequenceNumber) } == Array(pages.indices))
    }

    @Test("a packet that fits on a page is not cut in two")
    func wholePackets() throws {
        var writer = OggPageWriter(serialNumber: 1)
        for _ in 0..<3 { writer.append(packet(200 * 255), endingAt: 960) }
        let pages = try pages(writer.flush())
        #expect(pages.map(\.lacing.count) == [201, 201, 201])
        #expect(pages.allSatisfy { !$0.flags.contains(.continued) })
    }

    @Test(
        "a packet larger than a page goes on on the next, and its time is that of the page where it ends",
        arguments: [255 * 255, 255 * 255 + 1, 3 * 255 * 255])
    func continuedPackets(size: Int) throws {
        var writer = OggPageWriter(serialNumber: 1)
        writer.append(packet(5), endingAt: 100)
        writer.append(packet(size), endingAt: 960)
        let pages = try pages(writer.flush())
        #expect(pages.first?.granulePosition == 100)
        #expect(pages.dropFirst().dropLast().allSatisfy { $0.granulePosition == OggPage.noGranulePosition })
        #expect(pages.last?.granulePosition == 960)
        #expect(pages.prefix(2).allSatisfy { !$0.flags.contains(.continued) })
        #expect(pages.count > 2)
        #expect(pages.dropFirst(2).allSatisfy { $0.flags.contains(.continued) })
        var assembler = OggPacketAssembler()
        var sizes: [Int] = []
        for page in pages { sizes += assembler.packets(endingOn: page, isNext: true).map(\.count) }
        // More than a reader puts together: left out, and the one before it not.
        #expect(sizes == [5])
    }

    @Test("a large packet within the reader's limit is put together from two pages")
    func acrossPages() throws {
        let large = packet(500)
        let first = OggPage(
            flags: [], granulePosition: -1, serialNumber: 1, sequenceNumber: 0, lacing: [255],
            body: Array(large[..<255]))
        let second = OggPage(
            flags: .continued, granulePosition: 960, serialNumber: 1, sequenceNumber: 1, lacing: [245, 2],
            body: Array(large[255...]) + [8, 9])
        #expect(packets([first, second]) == [large, [8, 9]])
        var assembler = OggPacketAssembler()
        // Without its first part, only what begins on the page is left.
        #expect(assembler.packets(endingOn: second, isNext: false) == [[8, 9]])
    }

    @Test("the first and the last page are marked")
    func ends() throws {
        var writer = OggPageWriter(serialNumber: 1)
        var bytes: [UInt8] = []
        for index in 1...3 {
            writer.append(packet(10), endingAt: Int64(index * 960))
            if index < 3 { bytes += writer.flush() }
        }
        bytes += writer.finish(at: 2_500)
        let pages = try pages(bytes)
        #expect(pages.map(\.flags) == [.first, [], .last])
        #expect(pages.map(\.granulePosition) == [960, 1_920, 2_500])
    }

    @Test("nothing new is nothing to write")
    func emptyFlush() {
        var writer = OggPageWriter(serialNumber: 1)
        #expect(writer.flush().isEmpty)
    }
}
