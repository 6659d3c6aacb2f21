import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Where requests come from")
struct ClientOriginsTests {
    private static func client(of peer: String, _ headers: String..., trusting: String = "10.0.0.0/8") throws -> String
    {
        let proxies = try #require(NodeConfiguration.parseTrustedProxies(trusting))
        let origins = ClientOrigins(trustedProxies: proxies)
        return "\(origins.client(of: try #require(.init(peer)), forwarded: headers))"
    }

    @Test("a client that is no proxy of ours is not believed")
    func untrusted() throws {
        #expect(try Self.client(of: "203.0.113.9", "192.0.2.1") == "203.0.113.9")
    }

    @Test("of what a proxy says the right-most address that is not ours is the client's, whatever it claims itself")
    func trusted() throws {
        #expect(try Self.client(of: "10.0.0.1", "203.0.113.9") == "203.0.113.9")
        #expect(try Self.client(of: "10.0.0.1", "192.0.2.1, 203.0.113.9") == "203.0.113.9")
        #expect(try Self.client(of: "10.0.0.1", "192.0.2.1, 203.0.113.9,10.2.3.4") == "203.0.113.9")
        #expect(try Self.client(of: "10.0.0.1", "192.0.2.1", "203.0.113.9") == "203.0.113.9")
    }

    @Test("requests of the proxies themselves are theirs")
    func own() throws {
        #expect(try Self.client(of: "10.0.0.1") == "10.0.0.1")
        #expect(try Self.client(of: "10.0.0.1", "10.0.0.2") == "10.0.0.2")
    }

    @Test(
        "what is no address ends the search at the proxy that wrote it",
        arguments: ["", "unknown", "_hidden", "203.0.113.9, ", "203.0.113.9,x", "999.1.1.1", "[::1", ",,,,"])
    func noAddress(header: String) throws {
        #expect(["10.0.0.1", "::1"].contains(try Self.client(of: "10.0.0.1", header)))
    }

    @Test("ports are let through, and an IPv4 address in IPv6 is the IPv4 address")
    func forms() throws {
        #expect(try Self.client(of: "10.0.0.1", "203.0.113.9:4711") == "203.0.113.9")
        #expect(try Self.client(of: "10.0.0.1", "[2001:db8::7]:4711") == "2001:db8::7")
        #expect(try Self.client(of: "10.0.0.1", "::ffff:203.0.113.9") == "203.0.113.9")
    }

    @Test("a header of thousands of entries is not walked through")
    func long() throws {
        let header = Array(repeating: "10.0.0.2", count: 4_000).joined(separator: ",")
        #expect(try Self.client(of: "10.0.0.1", "203.0.113.9," + header) == "10.0.0.2")
    }

    @Test("IPv6 clients count by their /64, IPv4 clients by their address")
    func networks() throws {
        func network(_ text: String) throws -> ClientNetwork { ClientNetwork(try #require(.init(text))) }
        #expect(try network("2001:db8:0:1::7") == network("2001:db8:0:1:ffff::9"))
        #expect(try network("2001:db8:0:1::7") != network("2001:db8:0:2::7"))
        #expect(try network("192.0.2.1") != network("192.0.2.2"))
    }
}
