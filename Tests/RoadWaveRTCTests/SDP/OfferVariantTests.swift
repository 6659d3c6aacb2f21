import RoadWaveRTC
import Testing

/// Offers that the specifications allow and few publishers write.
@Suite("WHIP offers: variants")
struct OfferVariantTests {
    private static let certificate = "sha-256 " + Array(repeating: "AB", count: 32).joined(separator: ":")
    private static let other = "sha-256 " + Array(repeating: "CD", count: 32).joined(separator: ":")
    private static let strong = "sha-512 " + Array(repeating: "EF", count: 64).joined(separator: ":")
    private static let ice = ["a=ice-ufrag:abcd", "a=ice-pwd:0123456789abcdefghijkl"]
    private static let transport = ice + ["a=fingerprint:" + certificate, "a=setup:actpass", "a=rtcp-mux"]
    private static let opus = ["a=rtpmap:111 opus/48000/2", "a=sendonly"]

    private func offer(session: [String] = [], _ media: [String]...) throws -> WHIPOffer {
        let lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"] + session + media.flatMap { $0 }
        return try WHIPOffer(parsing: lines.map { $0 + "\r\n" }.joined())
    }

    private func code(session: [String] = [], _ media: [String]...) -> SDPError.Code? {
        let lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"] + session + media.flatMap { $0 }
        do throws(SDPError) {
            _ = try WHIPOffer(parsing: lines.map { $0 + "\r\n" }.joined())
            return nil
        } catch {
            return error.code
        }
    }

    private func answer(_ offer: WHIPOffer) throws -> [String] {
        let fingerprint = try #require(DTLSFingerprint(attribute: Self.other))
        let address = TransportAddress(ip: .v4(0xC000_0201), port: 5_000)
        return WHIPAnswer(
            answering: offer, credentials: .random(), fingerprint: fingerprint, addresses: [address]
        ).serialized().split(separator: "\r\n").map(String.init)
    }

    private func audio(_ line: String = "m=audio 9 UDP/TLS/RTP/SAVPF 111", mid: String? = "1") -> [String] {
        [line] + (mid.map { ["a=mid:" + $0] } ?? []) + Self.opus
    }

    // MARK: Bundles

    @Test("audio that lives in a bundle only takes its transport from the tagged section")
    func bundleOnly() throws {
        let video = ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:0", "a=rtpmap:96 VP8/90000"] + Self.transport
        let offer = try offer(
            session: ["a=group:BUNDLE 0 1"], video, audio("m=audio 0 UDP/TLS/RTP/SAVPF 111") + ["a=bundle-only"])
        #expect(offer.audioIndex == 1)
        #expect(offer.credentials.ufrag == "abcd")
        #expect(offer.fingerprints.map(\.attribute) == [Self.certificate])
        #expect(offer.setup == .actpass)
        let lines = try answer(offer)
        #expect(lines.contains("a=group:BUNDLE 1"))
        #expect(lines.contains("m=video 0 UDP/TLS/RTP/SAVPF 96"))
        #expect(lines.contains("m=audio 5000 UDP/TLS/RTP/SAVPF 111"))
    }

    @Test("a data channel may come first, and has no rtcp-mux to lend")
    func dataChannelFirst() throws {
        let data =
            ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:data", "a=sctp-port:5000"]
            + Self.transport.dropLast()
        let group = ["a=group:BUNDLE data 1"]
        let alone = audio("m=audio 0 UDP/TLS/RTP/SAVPF 111") + ["a=bundle-only"]
        #expect(try offer(session: group, data, alone).credentials.ufrag == "abcd")
        let own = audio() + Self.transport
        #expect(try offer(session: group, data, own).audioIndex == 1)
        #expect(
            try answer(offer(session: group, data, own)).contains("m=application 0 UDP/DTLS/SCTP webrtc-datachannel"))
    }

    @Test("a section's own transport goes before the tagged one's, and that before the session's")
    func precedence() throws {
        let video =
            ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:0", "a=ice-ufrag:video", "a=ice-pwd:videovideovideovideovi"]
            + ["a=fingerprint:" + Self.other, "a=setup:passive", "a=rtcp-mux"]
        let session = ["a=group:BUNDLE 0 1", "a=fingerprint:" + Self.strong, "a=setup:active"]
        let own = try offer(session: session, video, audio() + Self.transport)
        #expect(own.credentials.ufrag == "abcd")
        #expect(own.setup == .actpass)
        let borrowed = try offer(
            session: session, video, audio("m=audio 0 UDP/TLS/RTP/SAVPF 111") + ["a=bundle-only"])
        #expect(borrowed.credentials.ufrag == "video")
        #expect(borrowed.fingerprints.map(\.attribute) == [Self.other])
        #expect(borrowed.setup == .passive)
    }

    @Test("the first group may be another kind, and the group's name comes in any case")
    func otherGroups() throws {
        let offer = try offer(session: ["a=group:LS 1", "a=group:bundle 1"], audio() + Self.transport)
        #expect(offer.isBundled)
    }

    @Test("port 0 is a refused section, unless a bundle carries it")
    func portZero() {
        let zero = "m=audio 0 UDP/TLS/RTP/SAVPF 111"
        #expect(code(audio(zero) + Self.transport) == .noAudio)
        #expect(code(session: ["a=group:BUNDLE 1"], audio(zero) + Self.transport) == .noAudio)
        // Bundle-only without a bundle, without a mid, or in a bundle without a port.
        #expect(code(audio(zero) + Self.transport + ["a=bundle-only"]) == .noAudio)
        #expect(
            code(session: ["a=group:BUNDLE 1"], audio(zero, mid: nil) + Self.transport + ["a=bundle-only"]) == .noAudio)
        #expect(code(session: ["a=group:BUNDLE 1"], audio(zero) + Self.transport + ["a=bundle-only"]) == .noAudio)
    }

    @Test("without a mid, or outside the group, the answer has no group")
    func unbundled() throws {
        let bare = try offer(session: ["a=group:BUNDLE 0"], audio(mid: nil) + Self.transport)
        #expect(!bare.isBundled)
        let lines = try answer(bare)
        #expect(!lines.contains { $0.hasPrefix("a=group") || $0.hasPrefix("a=mid") })
    }

    // MARK: Profiles and directions

    @Test(
        "every profile of JSEP is accepted, and answered with itself",
        arguments: [
            "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "TCP/DTLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVP", "RTP/SAVPF", "RTP/SAVP",
            "RTP/AVPF", "RTP/AVP", "udp/tls/rtp/savpf",
        ])
    func profiles(profile: String) throws {
        let offer = try offer(audio("m=audio 9 \(profile) 111") + Self.transport)
        #expect(try answer(offer).contains("m=audio 5000 \(profile) 111"))
    }

    @Test("two audio sections that send are refused, with the line of the second")
    func twoSounds() throws {
        let sections = (audio(mid: "0") + Self.transport, audio(mid: "1") + Self.transport)
        #expect(code(sections.0, sections.1) == .severalAudio)
        #expect(code(session: ["a=sendrecv"], sections.0, sections.1) == .severalAudio)
    }

    @Test("audio sections that do not send stand beside the one that does", arguments: ["recvonly", "inactive"])
    func silentSections(direction: String) throws {
        let silent = ["m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=mid:0", "a=\(direction)"] + Self.transport
        #expect(try offer(silent, audio() + Self.transport).audioIndex == 1)
        let refused = ["m=audio 0 UDP/TLS/RTP/SAVPF 111", "a=mid:0", "a=sendonly"]
        #expect(try offer(refused, audio() + Self.transport).audioIndex == 1)
        #expect(code(silent) == .noAudio)
    }

    @Test("a direction of the session holds where the section has none")
    func sessionDirection() throws {
        let section = ["m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=rtpmap:111 opus/48000/2"] + Self.transport
        #expect(code(session: ["a=recvonly"], section) == .noAudio)
        #expect(code(session: ["a=sendonly"], section) == nil)
        #expect(code(session: ["a=inactive"], section + ["a=sendrecv"]) == nil)
        #expect(code(section) == nil)
    }

    // MARK: Certificates and roles

    @Test("several hashes by one function are all kept; of several functions, those of the strongest")
    func fingerprints() throws {
        let rest = Self.ice + ["a=setup:actpass", "a=rtcp-mux"]
        let two = try offer(audio() + rest + ["a=fingerprint:" + Self.other, "a=fingerprint:" + Self.certificate])
        #expect(two.fingerprints.map(\.attribute) == [Self.other, Self.certificate])
        let mixed = try offer(
            audio() + rest
                + [
                    "a=fingerprint:sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB",
                    "a=fingerprint:" + Self.certificate, "a=fingerprint:" + Self.strong.lowercased(),
                ])
        #expect(mixed.fingerprints.map(\.attribute) == [Self.strong])
        let many = try offer(audio() + rest + Array(repeating: "a=fingerprint:" + Self.other, count: 100))
        #expect(many.fingerprints.count == 8)
    }

    @Test("a setup in capitals is one, and holdconn is none")
    func setup() throws {
        let rest = Self.ice + ["a=fingerprint:" + Self.certificate, "a=rtcp-mux"]
        #expect(try offer(audio() + rest + ["a=setup:PASSIVE"]).setup == .passive)
        #expect(code(audio() + rest + ["a=setup:holdconn"]) == .badSetup)
    }

    @Test("rtcp-mux-only is repeated in the answer, and only then")
    func muxOnly() throws {
        let asked = try answer(offer(audio() + Self.transport + ["a=rtcp-mux-only"]))
        #expect(asked.contains("a=rtcp-mux-only"))
        #expect(asked.contains("a=rtcp-mux"))
        #expect(try !answer(offer(audio() + Self.transport)).contains("a=rtcp-mux-only"))
        let alone = audio() + Self.transport.dropLast() + ["a=rtcp-mux-only"]
        #expect(try answer(offer(alone)).contains("a=rtcp-mux-only"))
    }

    // MARK: Formats

    @Test("RED in front of Opus, several Opus formats, other clock rates: the first real Opus is taken")
    func severalOpus() throws {
        let section =
            ["m=audio 9 UDP/TLS/RTP/SAVPF 63 96 109 111 0", "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111"]
            + ["a=rtpmap:96 opus/48000", "a=rtpmap:109 OPUS/48000/2", "a=fmtp:109 usedtx=1; stereo=1 ;useinbandfec=1"]
            + ["a=rtpmap:111 opus/48000/2", "a=ptime:60", "a=maxptime:120", "a=sendonly", "a=unheard-of:x"]
        let opus = try offer(section + Self.transport).opus
        #expect(opus == OpusFormat(payloadType: 109, stereo: true, inbandFEC: true, dtx: true))
    }

    @Test("the answer wants two channels, and says nothing of what it would send")
    func stereo() throws {
        let lines = try answer(offer(audio() + Self.transport))
        #expect(lines.contains("a=fmtp:111 minptime=10;useinbandfec=1;stereo=1"))
    }

    // MARK: Lines

    @Test("a line ends at LF or CRLF, whatever Unicode thinks of the text around it")
    func bytes() throws {
        let lines =
            ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=\u{301}caf\u{65}\u{301}\u{2028}\u{85}\u{B} suite", "t=0 0"]
            + audio() + Self.transport + ["a=x:\u{301}", "a=mood:\u{1F469}\u{200D}\u{1F680}"]
        for ending in ["\n", "\r\n"] {
            #expect(try WHIPOffer(parsing: lines.joined(separator: ending)).audio.mid == "1")
        }
        #expect(try WHIPOffer(parsing: lines.joined(separator: "\n") + "\r\n\n\r\n").opus.payloadType == 111)
    }
}
