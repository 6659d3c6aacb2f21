import RoadWave
import Testing

@Suite("Advertised addresses")
struct AdvertisedAddressTests {
    @Test(
        "an address may have a port, an IPv6 one in brackets",
        arguments: [
            ("192.0.2.7", "192.0.2.7", Int?.none), ("192.0.2.7:9000", "192.0.2.7", 9_000),
            ("2001:db8::7", "2001:db8::7", nil), ("[2001:db8::7]:9000", "2001:db8::7", 9_000),
        ])
    func parsing(text: String, host: String, port: Int?) throws {
        let address = try #require(AdvertisedAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.description == text)
    }

    @Test(
        "what tells a creator nothing is refused",
        arguments: [
            "", "0.0.0.0", "::", "0.0.0.0:9000", "[::]:9000", "192.0.2.7:0", "192.0.2.7:65536", "192.0.2.7:",
            "radio.example", "radio.example:9000", "192.0.2.7,192.0.2.8", "192.0.2", " 192.0.2.7",
        ])
    func refusal(text: String) {
        #expect(AdvertisedAddress(text) == nil)
    }

    @Test("a list keeps its order, and is refused with one that is none, without any and with too many")
    func list() {
        let two = AdvertisedAddress.list("192.0.2.7,[2001:db8::7]:9000")
        #expect(two?.map(\.description) == ["192.0.2.7", "[2001:db8::7]:9000"])
        #expect(AdvertisedAddress.list("192.0.2.7,") == nil)
        #expect(AdvertisedAddress.list("") == nil)
        let many = Array(repeating: "192.0.2.7", count: AdvertisedAddress.maximumCount + 1).joined(separator: ",")
        #expect(AdvertisedAddress.list(many) == nil)
    }
}
