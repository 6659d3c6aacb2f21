import Testing

@testable import RoadWaveMedia

@Suite("Ogg Opus reader")
struct OggOpusReaderTests {
    /// Silence of 20 ms, told apart by padding: code 3, one frame.
    private static func packet(_ index: Int) -> [UInt8] {
        [31 << 3 | 3, 0x41, UInt8(index % 200), 0xff, 0xfe] + [UInt8](repeating: 0, count: index % 200)
    }

    /// A stream of `count` packets, each with a page of its own.
    private static func stream(_ count: Int) throws -> [[UInt8]] {
        var writer = OggOpusWriter(head: try OpusHead(channels: 1), tags: OpusTags(vendor: "test"), serialNumber: 9)
        var pages = [writer.flush()]
        for index in 0..<count {
            try writer.append(packet(index))
            let page = writer.flush()
            if !page.isEmpty { pages.append(page) }
        }
        return pages + [writer.finish()]
    }

    private func read(_ bytes: [UInt8], piece: Int = .max) throws -> (OggOpusReader, [OggOpusReader.Packet]) {
        var reader = OggOpusReader()
        var packets: [OggOpusReader.Packet] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            reader.append(rest.prefix(piece))
            rest = rest.dropFirst(piece)
            while let packet = try reader.next() { packets.append(packet) }
        }
        reader.finish()
        while let packet = try reader.next() { packets.append(packet) }
        return (reader, packets)
    }

    @Test("bytes may come in pieces of any size", arguments: [1, 7, 4_096])
    func pieces(size: Int) throws {
        let (reader, packets) = try read(Self.stream(120).flatMap(\.self), piece: size)
        #expect(packets.map(\.bytes) == (0..<120).map(Self.packet))
        #expect(packets.map(\.position) == (0..<120).map { Int64($0 * 960) })
        #expect(reader.isFinished)
        #expect(reader.skippedBytes == 0)
    }

    @Test("a file that was cut anywhere gives every packet whose page is whole")
    func torn() throws {
        let pages = try Self.stream(12)
        let bytes = pages.flatMap(\.self)
        var ends: [Int] = []
        for page in pages { ends.append((ends.last ?? 0) + page.count) }
        for count in ends[0]..<bytes.count {
            let (reader, packets) = try read(Array(bytes.prefix(count)))
            #expect(packets.count == ends.filter { $0 <= count }.count - 1, "\(count) bytes")
            #expect(!reader.isFinished)
        }
    }

    @Test("after a damaged page the rest is read, at its own time")
    func damagedPage() throws {
        var pages = try Self.stream(10)
        pages[4][30] ^= 1
        let (reader, packets) = try read(pages.flatMap(\.self))
        let rest = [0, 1, 2, 4, 5, 6, 7, 8, 9]
        #expect(packets.map(\.bytes) == rest.map(Self.packet))
        #expect(packets.map(\.position) == rest.map { Int64($0 * 960) })
        #expect(reader.missingPages == 1)
        #expect(reader.skippedBytes == pages[4].count)
    }

    @Test("bytes that are torn away in the middle cost only their own pages")
    func tornInTheMiddle() throws {
        var pages = try Self.stream(10)
        pages[4] = Array(pages[4].prefix(30))
        let (reader, packets) = try read(pages.flatMap(\.self))
        #expect(packets.count == 9)
        #expect(reader.isFinished)
    }

    @Test("a recording that begins late says when")
    func lateStart() throws {
        let pages = try Self.stream(10)
        let (_, packets) = try read((pages[..<1] + pages[5...]).flatMap(\.self))
        #expect(packets.first?.position == 3_840)
    }

    @Test("pages of another stream in the file are left out")
    func otherStream() throws {
        let pages = try Self.stream(4)
        var other = OggPageWriter(serialNumber: 10)
        other.append([1, 2, 3], endingAt: 0)
        let (reader, packets) = try read((pages[..<2] + [other.flush()] + pages[2...]).flatMap(\.self))
        #expect(packets.count == 4)
        #expect(reader.malformedPackets == 0)
    }

    @Test("a page that comes twice is read once")
    func repeatedPage() throws {
        let pages = try Self.stream(4)
        let (_, packets) = try read((pages[...2] + pages[2...]).flatMap(\.self))
        #expect(packets.map(\.bytes) == (0..<4).map(Self.packet))
    }

    @Test(
        "headers that are not those of Ogg Opus are refused",
        arguments: [
            [], [1, 2, 3], OpusHead.magic, OpusHead.magic + [1, 2, 0, 0, 0, 0, 0, 0, 0, 0],
            OpusHead.magic + [0x10, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0], OpusHead.magic + [1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            OpusHead.magic + [1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        ] as [[UInt8]])
    func badHead(packet: [UInt8]) throws {
        var writer = OggPageWriter(serialNumber: 1)
        writer.append(packet, endingAt: 0)
        let bytes = writer.flush()
        #expect(throws: MediaError.self) { try read(bytes) }
    }

    @Test(
        "comments that do not fit in their header are refused",
        arguments: [
            [], [9, 0, 0, 0], [0, 0, 0, 0, 255, 255, 255, 255], [0, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 65],
            [255, 255, 255, 255],
        ] as [[UInt8]])
    func badTags(rest: [UInt8]) {
        #expect(throws: MediaError.self) { try OpusTags(parsing: OpusTags.magic + rest) }
    }

    @Test("a file of broken pages is given up")
    func hostile() {
        let bytes = [UInt8]((0..<1_000).flatMap { _ in OggPage.capturePattern + [UInt8](repeating: 0, count: 30) })
        #expect(throws: MediaError.self) { try read(bytes) }
    }

    @Test("a long recording on a bad disk is not given up: one page in four is damaged")
    func badDisk() throws {
        var writer = OggOpusWriter(head: try OpusHead(channels: 1), tags: OpusTags(vendor: "test"), serialNumber: 9)
        var bytes = writer.flush()
        // Padded packets of 1,200 bytes, four to a page.
        let packet: [UInt8] =
            [31 << 3 | 3, 0x41, 255, 255, 255, 255, 176, 0xff, 0xfe] + [UInt8](repeating: 0, count: 1_192)
        for page in 0..<1_200 {
            for _ in 0..<4 { try writer.append(packet) }
            var part = writer.flush()
            if page % 4 == 3 { part[part.count / 2] ^= 1 }
            bytes += part
        }
        let (reader, packets) = try read(bytes, piece: 65_536)
        #expect(reader.missingPages > 256)
        #expect(packets.count > 3_500)
    }

    @Test("no granule position can make the sums overflow", arguments: [Int64.max, Int64.min, 1 << 60, -2])
    func wildPositions(position: Int64) throws {
        let pages = try Self.stream(3)
        guard case .page(var wild, _) = OggPage.parse(pages[2][...]) else {
            Issue.record("not a page")
            return
        }
        wild.granulePosition = position
        let (_, packets) = try read((pages[..<1] + [wild.serialized()] + pages[3...]).flatMap(\.self))
        #expect(packets.count == 2)
    }

    @Test("anything is read without a trap, and in bounds")
    func noise() throws {
        var random = Xorshift(state: 5)
        let bytes = try Self.stream(20).flatMap(\.self)
        for _ in 0..<200 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            guard let (_, packets) = try? read(damaged) else { continue }
            #expect(packets.count <= 20)
        }
    }
}
