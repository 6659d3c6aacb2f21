import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Blocks of addresses")
struct AddressBlockTests {
    @Test(
        "a block has the addresses of its prefix, and no others",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"), ("192.0.2.7", "192.0.2.7", "192.0.2.6"),
            ("192.0.2.128/25", "192.0.2.129", "192.0.2.127"), ("0.0.0.0/0", "203.0.113.9", "::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"), ("::1", "::1", "::2"),
            ("2001:db8::/65", "2001:db8::7fff:0:0:1", "2001:db8::8000:0:0:1"), ("::/0", "2001:db8::1", "10.0.0.1"),
        ])
    func contains(block: String, inside: String, outside: String) throws {
        let block = try #require(AddressBlock(block))
        #expect(block.contains(try #require(.init(inside))))
        #expect(!block.contains(try #require(.init(outside))))
    }

    @Test(
        "what is no block is refused, and bits beyond the prefix as well",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.1/8", "10.0.0",
            "2001:db8::/129", "2001:db8::1/32", "localhost", "10.0.0.0/٨", "256.0.0.1",
        ])
    func refused(text: String) {
        #expect(AddressBlock(text) == nil)
    }

    @Test("proxies are listed with commas; one that is none refuses the list")
    func list() {
        let blocks = NodeConfiguration.parseTrustedProxies("10.0.0.0/8, 2001:db8::/32")
        #expect(blocks?.map(\.description) == ["10.0.0.0/8", "2001:db8::/32"])
        #expect(NodeConfiguration.parseTrustedProxies("10.0.0.0/8,") == nil)
        #expect(NodeConfiguration.parseTrustedProxies("proxy") == nil)
    }
}
