import RoadWaveRTC
import Testing

@Suite("RTP packets")
struct RTPPacketTests {
    private let packet = RTPPacket(
        marker: true, payloadType: 111, sequenceNumber: 0xFFFE, timestamp: 0xFFFF_FF00, ssrc: 0xDEAD_BEEF,
        contributingSources: [1, 2], headerExtension: .init(profile: 0xBEDE, data: [0x10, 0xFF, 0, 0]),
        payload: [9, 8, 7])

    private func error(_ bytes: [UInt8]) -> RTPError? {
        do {
            _ = try RTPPacket(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("a packet with everything survives the wire")
    func roundTrip() throws {
        #expect(try RTPPacket(parsing: packet.serialized()) == packet)
    }

    @Test("the fixed header is laid out as RFC 3550 §5.1 draws it")
    func layout() {
        let plain = RTPPacket(
            payloadType: 96, sequenceNumber: 0x0102, timestamp: 0x0304_0506, ssrc: 0x0708_090A, payload: [0xAA])
        #expect(plain.serialized() == [0x80, 96, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0xAA])
    }

    @Test("padding is taken off")
    func padding() throws {
        let bytes: [UInt8] = [0xA0, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0x55, 0, 0, 3]
        #expect(try RTPPacket(parsing: bytes).payload == [0x55])
    }

    @Test("padding of zero bytes, or longer than the payload, is refused")
    func badPadding() {
        let header: [UInt8] = [0xA0, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]
        #expect(error(header) == .badPadding)
        #expect(error(header + [1, 0]) == .badPadding)
        #expect(error(header + [1, 3]) == .badPadding)
    }

    @Test("an extension or a source list that runs past the end is refused")
    func truncatedHeader() {
        let whole = packet.serialized()
        for count in 0..<(whole.count - packet.payload.count) {
            #expect(error(Array(whole[..<count])) == .truncated, "\(count) bytes")
        }
        #expect(error([0x90, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0xBE, 0xDE, 0xFF, 0xFF]) == .truncated)
    }

    @Test("another version is refused", arguments: [0x00, 0x40, 0xC0] as [UInt8])
    func version(first: UInt8) {
        #expect(error([first, 96] + [UInt8](repeating: 0, count: 10)) == .unsupportedVersion)
    }

    @Test("an extension of odd size is padded to words")
    func oddExtension() throws {
        var odd = packet
        odd.headerExtension?.data = [1, 2, 3, 4, 5]
        let parsed = try RTPPacket(parsing: odd.serialized())
        #expect(parsed.headerExtension?.data == [1, 2, 3, 4, 5, 0, 0, 0])
        #expect(parsed.payload == packet.payload)
    }

    @Test("what random bytes parse to is written and read again as the same")
    func random() throws {
        var generator = SeededGenerator(seed: 3)
        var parsedCount = 0
        for _ in 0..<20_000 {
            var bytes = generator.bytes(count: Int.random(in: 0...200, using: &generator))
            if !bytes.isEmpty { bytes[0] = 0x80 | bytes[0] & 0x3F }
            guard let parsed = try? RTPPacket(parsing: bytes) else { continue }
            parsedCount += 1
            #expect(try RTPPacket(parsing: parsed.serialized()) == parsed)
        }
        #expect(parsedCount > 1_000)
    }
}
