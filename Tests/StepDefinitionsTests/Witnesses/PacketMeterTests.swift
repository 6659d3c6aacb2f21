import Testing

@testable import StepDefinitions

@Suite("Packet meter")
struct PacketMeterTests {
    /// A packet of SRTP with so many bytes of Opus.
    private func packet(opus: Int, type: UInt8 = 111) -> [UInt8] {
        [0x80, type] + [UInt8](repeating: 0, count: 10 + opus + 16)
    }

    @Test("the bytes of Opus are counted, without header and tag")
    func sound() {
        let meter = PacketMeter()
        for _ in 0..<3 { meter.see(packet(opus: 120), isLost: false) }
        let mark = meter.mark()
        #expect(mark.packets == 3)
        #expect(mark.bytes == 360)
    }

    @Test("the marker bit is no payload type")
    func marker() {
        let meter = PacketMeter()
        meter.see(packet(opus: 10, type: 0x80 | 111), isLost: false)
        #expect(meter.mark().packets == 1)
    }

    @Test(
        "STUN, DTLS, SRTCP and what is too short are not counted",
        arguments: [
            [0x00, 0x01] + [UInt8](repeating: 0, count: 60), [0x16, 0xFE] + [UInt8](repeating: 0, count: 60),
            [0x80, 0xC8] + [UInt8](repeating: 0, count: 60), [0x80, 111], [],
        ])
    func others(datagram: [UInt8]) {
        let meter = PacketMeter()
        meter.see(datagram, isLost: false)
        #expect(meter.mark().packets == 0)
    }

    @Test("a bitrate is bits over the time between two marks")
    func bitrate() {
        let start = PacketMeter.Mark(at: ContinuousClock.now, packets: 0, bytes: 1_000)
        let end = PacketMeter.Mark(at: start.at + .seconds(2), packets: 100, bytes: 13_000)
        #expect(end.bitrate(since: start) == 48_000)
        #expect(start.bitrate(since: start) == 0)
    }

    @Test("what does not come is not waited for")
    func limit() async throws {
        let meter = PacketMeter()
        let mark = try await meter.mark(after: 10, packets: meter.mark(), within: .milliseconds(40))
        #expect(mark.packets == 0)
    }

    @Test("what is not even at the beginning is told: a missing number, sound that was not sent")
    func beginning() {
        let meter = PacketMeter()
        func packet(_ sequence: UInt8, at timestamp: UInt16) -> [UInt8] {
            [0x80, 111, 0, sequence, 0, 0, UInt8(timestamp >> 8), UInt8(timestamp & 0xFF)]
                + [UInt8](repeating: 0, count: 4 + 60 + 16)
        }
        for (sequence, timestamp) in [(1, 0), (2, 960), (4, 2_880), (5, 4_800)] as [(UInt8, UInt16)] {
            meter.see(packet(sequence, at: timestamp), isLost: false)
        }
        #expect(meter.beginning.map(\.sequence) == [1, 2, 4, 5])
        #expect(meter.unevenBeginning.count == 2)
    }

    @Test("a packet of the beginning without any sound is told, by its place in the sound")
    func mute() {
        let meter = PacketMeter()
        for (index, size) in [120, 3, 118].enumerated() {
            let timestamp = UInt16(960 * index)
            meter.see(
                [0x80, 111, 0, UInt8(index), 0, 0, UInt8(timestamp >> 8), UInt8(timestamp & 0xFF)]
                    + [UInt8](repeating: 0, count: 4 + size + 16), isLost: false)
        }
        #expect(meter.muteAtBeginning == [0.02])
    }

    @Test("a lost packet is told by its place, and by when it was sent again")
    func losses() throws {
        let meter = PacketMeter()
        func packet(_ number: Int) -> [UInt8] {
            let timestamp = UInt16(960 * number)
            return [0x80, 111, 0, UInt8(number), 0, 0, UInt8(timestamp >> 8), UInt8(timestamp & 0xFF)]
                + [UInt8](repeating: 0, count: 4 + 60 + 16)
        }
        for number in 0..<6 { meter.see(packet(number), isLost: (2...3).contains(number)) }
        meter.see(packet(2), isLost: false)
        let losses = meter.losses.sorted { $0.place < $1.place }
        #expect(losses.map(\.place) == [0.04, 0.06])
        #expect(try #require(losses.first).sentAgainAfter < 60)
        #expect(losses.last?.sentAgainAfter == .infinity)
    }
}
