import RoadWaveRTC
import Testing

@Suite("WHIP offers")
struct WHIPOfferTests {
    @Test("Chromium's offer is understood")
    func chromium() throws {
        let offer = try WHIPOffer(parsing: Offers.read(Offers.chromium))
        #expect(offer.opus == OpusFormat(payloadType: 111, inbandFEC: true))
        #expect(offer.credentials == ICECredentials(ufrag: "raCd", password: "vjNlAw3G5UxxDgMpJMY/guFy"))
        #expect(offer.setup == .actpass)
        #expect(offer.sections.map(\.kind) == ["audio", "video"])
        #expect(offer.audio.mid == "0")
        #expect(offer.isBundled)
        #expect(!offer.supportsNACK)
        #expect(offer.fingerprints.map(\.algorithm) == [.sha256])
    }

    @Test("aiortc's offer is understood, with its strongest fingerprint")
    func aiortc() throws {
        let offer = try WHIPOffer(parsing: Offers.read(Offers.aiortc))
        #expect(offer.opus == OpusFormat(payloadType: 96, inbandFEC: false))
        #expect(offer.fingerprints.map(\.algorithm) == [.sha512])
        #expect(offer.candidates.map(\.address.description) == ["192.0.2.2:60173", "[2001:db8::2]:44020"])
    }

    @Test("the offer of FFmpeg's WHIP muxer is understood: passive, without candidates")
    func ffmpeg() throws {
        let offer = try WHIPOffer(parsing: Offers.read(Offers.ffmpeg))
        #expect(offer.opus.payloadType == 111)
        #expect(offer.setup == .passive)
        #expect(offer.candidates.isEmpty)
    }

    @Test("GStreamer's offer is understood: Opus in capitals, NACK, stereo")
    func gstreamer() throws {
        let offer = try WHIPOffer(parsing: Offers.read(Offers.gstreamer))
        #expect(offer.opus == OpusFormat(payloadType: 97, stereo: true, inbandFEC: false))
        #expect(offer.audio.mid == "audio0")
        #expect(offer.supportsNACK)
    }

    @Test("the offer of our own publisher is understood")
    func ownOffer() throws {
        let fingerprint = try #require(DTLSFingerprint(algorithm: .sha256, bytes: [UInt8](repeating: 0xAB, count: 32)))
        let opus = OpusFormat(payloadType: 100, stereo: true, dtx: true, maximumAverageBitrate: 48_000)
        let own = PublisherOffer(
            opus: opus, credentials: .random(), fingerprint: fingerprint, setup: .passive, ssrc: 7, cname: "me")
        let offer = try WHIPOffer(parsing: own.serialized())
        #expect(offer.opus == opus)
        #expect(offer.credentials == own.credentials)
        #expect(offer.fingerprints == [fingerprint])
        #expect(offer.setup == .passive)
        #expect(offer.supportsNACK)
        #expect(offer.isBundled)
    }

    @Test("lines may end in LF alone")
    func lineFeeds() throws {
        let text = try Offers.read(Offers.chromium)
        let bare = text.split(separator: "\r\n").joined(separator: "\n")
        #expect(try WHIPOffer(parsing: bare) == WHIPOffer(parsing: text))
    }

    @Test("ICE and DTLS parameters may stand in the session part")
    func sessionLevel() throws {
        let text = try Offers.read(Offers.ffmpeg)
        let lines = text.split(separator: "\r\n").map(String.init)
        let moved = lines.filter { $0.hasPrefix("a=ice-") || $0.hasPrefix("a=fingerprint") || $0.hasPrefix("a=setup") }
        let media = try #require(lines.firstIndex { $0.hasPrefix("m=") })
        let rest = lines[media...].filter { !moved.contains($0) }
        let offer = try WHIPOffer(parsing: (lines[..<media] + moved + rest).joined(separator: "\r\n"))
        #expect(offer == (try WHIPOffer(parsing: text)))
    }
}
