import RoadWaveRTC
import Testing

@Suite("Transport addresses")
struct TransportAddressTests {
    @Test(
        "an address prints as it was parsed",
        arguments: [
            "192.0.2.1:5000", "0.0.0.0:0", "255.255.255.255:65535", "[2001:db8::1]:443", "[::]:9", "[fe80::1:0:0:2]:1",
        ])
    func roundTrip(text: String) {
        #expect(TransportAddress(text)?.description == text)
    }

    @Test(
        "IPv6 prints in the canonical form of RFC 5952",
        arguments: [
            ("2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("0:0:0:0:0:0:0:0", "::"),
            ("1:0:0:0:0:0:0:0", "1::"),
            ("::ffff:192.0.2.1", "::ffff:c000:201"),
        ])
    func canonicalForm(text: String, canonical: String) {
        #expect(TransportAddress.IPAddress(text)?.description == canonical)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", ":", "192.0.2.1", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:+5", "192.0.2.256:5", "192.0.2:5",
            "192.0.02.1:5", "192.0.2.1.1:5", "192..2.1:5", "2001:db8::1", "[2001:db8::1]", "2001:db8::1:443:5x",
            "[1::2::3]:1", "[1:2:3:4:5:6:7]:1", "[1:2:3:4:5:6:7:8:9]:1", "[1:2:3:4:5:6:7:8::]:1", "[12345::]:1",
            "[:1::]:1", "[1:::2]:1", "[::1%eth0]:1", "[::+1]:1", "[192.0.2.1::]:1", "host:80", "[\u{FF11}::]:1",
        ])
    func refused(text: String) {
        #expect(TransportAddress(text) == nil)
    }

    @Test("a mapped IPv4 address is the IPv4 address")
    func mapped() throws {
        let address = try #require(TransportAddress.IPAddress("::ffff:192.0.2.1"))
        #expect(address.unmapped == TransportAddress.IPAddress("192.0.2.1"))
        #expect(TransportAddress.IPAddress.v6(1, 0xFFFF_C000_0201).unmapped == .v6(1, 0xFFFF_C000_0201))
    }

    @Test(
        "loopback addresses are known in every form",
        arguments: [
            ("127.0.0.1", true), ("127.255.0.3", true), ("::1", true), ("::ffff:127.0.0.1", true),
            ("126.0.0.1", false), ("::2", false), ("1::1", false), ("::ffff:10.0.0.1", false),
        ])
    func loopback(text: String, expected: Bool) throws {
        #expect(try #require(TransportAddress.IPAddress(text)).isLoopback == expected)
    }
}
