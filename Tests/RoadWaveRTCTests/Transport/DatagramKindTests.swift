import RoadWaveRTC
import Testing

@Suite("Kinds of datagrams")
struct DatagramKindTests {
    @Test("the first byte tells the protocol", arguments: UInt8.min ... .max)
    func firstByte(byte: UInt8) {
        let expected: DatagramKind =
            switch byte {
            case 0...3: .stun
            case 20...63: .dtls
            case 128...191: .rtp
            default: .unknown
            }
        #expect(DatagramKind([byte, 111]) == expected)
    }

    @Test("the second byte tells RTCP from RTP", arguments: UInt8.min ... .max)
    func secondByte(byte: UInt8) {
        #expect(DatagramKind([0x80, byte]) == ((192...223).contains(byte) ? .rtcp : .rtp))
    }

    @Test("too few bytes are nothing")
    func short() {
        #expect(DatagramKind([]) == .unknown)
        #expect(DatagramKind([0x80]) == .unknown)
    }
}
