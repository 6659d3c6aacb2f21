import Testing

@testable import RoadWaveRTC

@Suite("ICE candidates")
struct ICECandidateTests {
    @Test("a browser's candidate is read, its extensions ignored")
    func browser() throws {
        let line =
            "1387637174 1 UDP 2122260223 192.0.2.1 61764 typ srflx raddr 10.0.0.1 rport 9 generation 0 ufrag EsAw"
        let candidate = try #require(ICECandidate(attribute: line))
        #expect(candidate.foundation == "1387637174")
        #expect(candidate.address == TransportAddress("192.0.2.1:61764"))
        #expect(candidate.kind == .serverReflexive)
        #expect(candidate.priority == 2_122_260_223)
    }

    @Test("a host candidate is written with the priority of RFC 8445 §5.1.2.1 and read back")
    func host() throws {
        let address = try #require(TransportAddress("[2001:db8::1]:5000"))
        let candidate = ICECandidate.host(address)
        #expect(candidate.attribute == "1 1 udp 2130706431 2001:db8::1 5000 typ host")
        #expect(ICECandidate(attribute: candidate.attribute) == candidate)
        #expect(ICECandidate.host(address, index: 1).priority < candidate.priority)
    }

    @Test(
        "a candidate that cannot be used is left aside",
        arguments: [
            "", "1 1 udp 1 192.0.2.1 1 typ", "1 1 tcp 1 192.0.2.1 9 typ host tcptype active",
            "1 1 udp 1 4f2e0bf5.local 1 typ host", "1 0 udp 1 192.0.2.1 1 typ host", "1 1 udp -1 192.0.2.1 1 typ host",
            "1 1 udp 4294967296 192.0.2.1 1 typ host", "1 1 udp 1 192.0.2.1 65536 typ host",
            "1 1 udp 1 192.0.2.1 +1 typ host", "1 +1 udp 1 192.0.2.1 1 typ host", "1 1 udp +1 192.0.2.1 1 typ host",
            "1 1 udp 1 192.0.2.1 1 type host", "1 1 udp 1 192.0.2.1 1 typ other",
            String(repeating: "f", count: 33) + " 1 udp 1 192.0.2.1 1 typ host",
            "1 1 udp 1 192.0.2.1 1 typ host " + String(repeating: "x ", count: 300),
        ])
    func unusable(line: String) {
        #expect(ICECandidate(attribute: line) == nil)
    }
}
