import Testing

@testable import RoadWaveRTC

@Suite("WHIP answers")
struct WHIPAnswerTests {
    private let credentials = ICECredentials(ufrag: "serverUfrag1", password: "serverPassword1234567890")
    private let address = TransportAddress(ip: .v4(0xC000_0201), port: 5_000)

    private func answer(_ name: String) throws -> WHIPAnswer {
        let fingerprint = try #require(DTLSFingerprint(algorithm: .sha256, bytes: [UInt8](repeating: 0xAB, count: 32)))
        return WHIPAnswer(
            answering: try WHIPOffer(parsing: Offers.read(name)), credentials: credentials, fingerprint: fingerprint,
            addresses: [address])
    }

    private func lines(_ text: String) -> [String] { text.split(separator: "\r\n").map(String.init) }

    @Test("the answer to Chromium accepts Opus alone, and rejects the video section in its place")
    func chromium() throws {
        let text = try answer(Offers.chromium).serialized()
        let lines = lines(text)
        #expect(lines.contains("m=audio 5000 UDP/TLS/RTP/SAVPF 111"))
        #expect(lines.contains("a=rtpmap:111 opus/48000/2"))
        #expect(lines.contains("a=fmtp:111 minptime=10;useinbandfec=1;stereo=1"))
        #expect(lines.contains { $0.hasPrefix("m=video 0 ") })
        #expect(lines.contains("a=group:BUNDLE 0"))
        #expect(!lines.contains { $0.hasPrefix("a=rtcp-fb") || $0.hasPrefix("a=extmap") || $0.contains("red/") })
    }

    @Test("the answer says all that a lite server must")
    func lite() throws {
        let lines = lines(try answer(Offers.chromium).serialized())
        let expected = [
            "a=ice-lite", "a=mid:0", "a=recvonly", "a=rtcp-mux", "a=ice-ufrag:serverUfrag1",
            "a=ice-pwd:serverPassword1234567890", "a=setup:passive", "a=end-of-candidates", "c=IN IP4 192.0.2.1",
            "a=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host",
        ]
        for line in expected { #expect(lines.contains(line), "\(line)") }
        let media = try #require(lines.firstIndex { $0.hasPrefix("m=") })
        #expect(try #require(lines.firstIndex(of: "a=ice-lite")) < media)
    }

    @Test(
        "the handshake's direction follows the offer",
        arguments: [
            (Offers.chromium, DTLSSetup.passive), (Offers.aiortc, .passive), (Offers.gstreamer, .passive),
            (Offers.ffmpeg, .active),
        ])
    func setup(name: String, setup: DTLSSetup) throws {
        #expect(try answer(name).setup == setup)
        #expect(DTLSSetup.active.answer == .passive)
    }

    @Test("retransmission is accepted where it is offered, and two channels are wanted of everyone")
    func gstreamer() throws {
        let lines = lines(try answer(Offers.gstreamer).serialized())
        #expect(lines.contains("a=rtcp-fb:97 nack"))
        #expect(lines.contains("a=fmtp:97 minptime=10;useinbandfec=1;stereo=1"))
        #expect(lines.contains("a=group:BUNDLE audio0"))
    }

    @Test("an offer without bundle gets an answer without", arguments: [true, false])
    func bundle(isBundled: Bool) throws {
        var answer = try answer(Offers.aiortc)
        answer.isBundled = isBundled
        #expect(lines(answer.serialized()).contains("a=group:BUNDLE 0") == isBundled)
    }

    @Test("several addresses are several candidates, IPv6 among them")
    func addresses() throws {
        let offer = try WHIPOffer(parsing: Offers.read(Offers.chromium))
        let fingerprint = try #require(DTLSFingerprint(algorithm: .sha256, bytes: [UInt8](repeating: 1, count: 32)))
        let second = try #require(TransportAddress("[2001:db8::1]:6000"))
        let answer = WHIPAnswer(
            answering: offer, credentials: credentials, fingerprint: fingerprint, addresses: [second, address])
        let lines = lines(answer.serialized())
        #expect(lines.contains("c=IN IP6 2001:db8::1"))
        #expect(lines.filter { $0.hasPrefix("a=candidate:") }.count == 2)
    }

    @Test("an answer survives the wire", arguments: [Offers.chromium, Offers.aiortc, Offers.ffmpeg, Offers.gstreamer])
    func roundTrip(name: String) throws {
        let answer = try answer(name)
        #expect(try WHIPAnswer(parsing: answer.serialized()) == answer)
    }

    @Test(
        "an answer that a publisher cannot use is refused for its own reason",
        arguments: [
            ("a=recvonly", "a=sendonly", .answerMismatch), ("a=setup", "a=setup:actpass", .badSetup),
            ("m=audio", "m=audio 0 UDP/TLS/RTP/SAVPF 111", .noAudio), ("a=rtpmap", "a=rtpmap:111 PCMU/8000", .noOpus),
            ("a=fingerprint", "a=fingerprint:md5 AB", .noFingerprint), ("a=ice-pwd", "a=x", .noICECredentials),
        ] as [(String, String, SDPError.Code)])
    func refused(prefix: String, replacement: String, code: SDPError.Code) throws {
        let text = lines(try answer(Offers.ffmpeg).serialized())
            .map { ($0.hasPrefix(prefix) ? replacement : $0) + "\r\n" }.joined()
        #expect {
            try WHIPAnswer(parsing: text)
        } throws: {
            ($0 as? SDPError)?.code == code
        }
    }
}
