import Testing

@testable import RoadWaveRTC

@Suite("Packets kept for retransmission")
struct SentPacketsTests {
    private let later = MonotonicTime.zero + .milliseconds(20)

    private func bytes(_ lookup: SentPackets.Lookup) -> [UInt8]? {
        if case .bytes(let bytes) = lookup { bytes } else { nil }
    }

    @Test("a kept packet is given back as it went out")
    func kept() {
        var packets = SentPackets()
        packets.store([1, 2, 3], sequenceNumber: 65_535, now: .zero)
        #expect(bytes(packets.take(65_535, now: later)) == [1, 2, 3])
    }

    @Test("a packet never sent, or sent 512 packets ago, is missing")
    func missing() {
        var packets = SentPackets()
        for number in UInt16(0)...512 { packets.store([UInt8(number & 0xFF)], sequenceNumber: number, now: .zero) }
        #expect(bytes(packets.take(1, now: later)) == [1])
        for number in [UInt16(0), 513, 40_000] {
            guard case .missing = packets.take(number, now: later) else {
                Issue.record("\(number) is not missing")
                continue
            }
        }
    }

    @Test("a packet asked for again and again goes out once in 20 ms")
    func rate() {
        var packets = SentPackets()
        packets.store([1], sequenceNumber: 1, now: .zero)
        let sent = (0..<100).filter { bytes(packets.take(1, now: .zero + .milliseconds($0))) != nil }
        #expect(sent == [20, 40, 60, 80])
    }
}
