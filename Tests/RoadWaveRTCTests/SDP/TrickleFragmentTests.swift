import RoadWaveRTC
import Testing

@Suite("Trickle fragments")
struct TrickleFragmentTests {
    @Test("a browser's fragment gives its usable candidates, credentials and end")
    func browser() throws {
        let fragment = try TrickleFragment(parsing: Offers.read("trickle-fragment.sdp"))
        #expect(fragment.credentials == ICECredentials(ufrag: "EsAw", password: "P2uYro0UCOQ4zxjKXaWCBui1"))
        #expect(fragment.candidates.map(\.address.description) == ["192.0.2.1:61764", "198.51.100.2:61765"])
        #expect(fragment.mid == "0")
        #expect(fragment.isComplete)
    }

    @Test("a fragment survives the wire")
    func roundTrip() throws {
        let address = TransportAddress(ip: .v4(0xC000_0201), port: 5_000)
        let fragment = TrickleFragment(credentials: .random(), candidates: [.host(address)], isComplete: true, mid: "0")
        #expect(try TrickleFragment(parsing: fragment.serialized()) == fragment)
    }

    @Test("an empty fragment is one that says nothing")
    func empty() throws {
        #expect(try TrickleFragment(parsing: "") == TrickleFragment(credentials: nil))
    }

    @Test(
        "a fragment that is none is refused",
        arguments: [
            ("v=0\r\n", .malformedLine), ("hello", .malformedLine), ("a=ice-ufrag:abcd\r\n", .noICECredentials),
            ("a=ice-ufrag:ab\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n", .noICECredentials),
        ] as [(String, SDPError.Code)])
    func refused(text: String, code: SDPError.Code) {
        #expect {
            try TrickleFragment(parsing: text)
        } throws: {
            ($0 as? SDPError)?.code == code
        }
    }

    @Test("a fragment over the bounds is refused before it is read")
    func tooLarge() {
        for text in [String(repeating: "a=x\n", count: 2_001), String(repeating: "x", count: 65_537)] {
            #expect {
                try TrickleFragment(parsing: text)
            } throws: {
                ($0 as? SDPError)?.code == .tooLarge
            }
        }
    }

    @Test("a fragment of a thousand candidates gives 64")
    func bound() throws {
        let text = String(repeating: "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\n", count: 1_000)
        #expect(try TrickleFragment(parsing: text).candidates.count == 64)
    }
}
