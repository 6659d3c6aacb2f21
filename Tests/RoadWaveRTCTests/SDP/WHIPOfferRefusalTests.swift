import RoadWaveRTC
import Testing

@Suite("WHIP offers that are refused")
struct WHIPOfferRefusalTests {
    /// FFmpeg's offer, the smallest, with one line replaced or removed.
    private func error(replacing prefix: String, with replacement: String?) throws -> SDPError? {
        let lines = try Offers.read(Offers.ffmpeg).split(separator: "\r\n").map(String.init)
        #expect(lines.contains { $0.hasPrefix(prefix) })
        let changed = lines.compactMap { $0.hasPrefix(prefix) ? replacement : $0 }
        return error(changed.map { $0 + "\r\n" }.joined())
    }

    private func error(_ text: String) -> SDPError? {
        do {
            _ = try WHIPOffer(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "an offer that cannot become a live is refused for its own reason",
        arguments: [
            ("a=rtpmap", nil, .noOpus), ("a=rtpmap", "a=rtpmap:111 opus/8000", .noOpus),
            ("a=rtpmap", "a=rtpmap:112 opus/48000/2", .noOpus), ("a=sendonly", "a=recvonly", .noAudio),
            ("a=sendonly", "a=inactive", .noAudio), ("m=audio", "m=video 9 UDP/TLS/RTP/SAVPF 111", .noAudio),
            ("m=audio", "m=audio 0 UDP/TLS/RTP/SAVPF 111", .noAudio), ("m=audio", nil, .noAudio),
            ("m=audio", "m=audio 9 UDP/DTLS/SCTP 111", .unsupportedTransport),
            ("a=rtcp-mux", nil, .unsupportedTransport),
            ("t=0", "a=ice-lite", .unsupportedTransport), ("t=0", "a=x:\u{0}", .malformedLine),
            ("t=0", "a=x:a\rb", .malformedLine),
            ("a=ice-ufrag", nil, .noICECredentials), ("a=ice-ufrag", "a=ice-ufrag:abc", .noICECredentials),
            ("a=ice-ufrag", "a=ice-ufrag:abc:d", .noICECredentials), ("a=ice-ufrag", "a=ice-ufrag", .noICECredentials),
            ("a=ice-pwd", nil, .noICECredentials), ("a=ice-pwd", "a=ice-pwd:short", .noICECredentials),
            ("a=fingerprint", nil, .noFingerprint), ("a=fingerprint", "a=fingerprint:sha-256 AB:CD", .noFingerprint),
            (
                "a=fingerprint",
                "a=fingerprint:sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB", .noFingerprint
            ),
            ("a=setup", nil, .badSetup), ("a=setup", "a=setup:holdconn", .badSetup),
            ("v=0", "v=1", .malformedLine), ("v=0", nil, .missingLine), ("o=", nil, .missingLine),
            ("s=", nil, .missingLine), ("m=audio", "m=audio nine UDP/TLS/RTP/SAVPF 111", .malformedLine),
            ("m=audio", "m=audio 9", .malformedLine), ("t=0", "no equals sign", .malformedLine),
            ("t=0", "=0", .malformedLine), ("t=0", "a=:value", .malformedLine), ("t=0", "v=0", .malformedLine),
        ] as [(String, String?, SDPError.Code)])
    func refused(prefix: String, replacement: String?, code: SDPError.Code) throws {
        #expect(try error(replacing: prefix, with: replacement)?.code == code)
    }

    @Test("the error names the line at fault")
    func line() throws {
        let error = try #require(try error(replacing: "a=ice-pwd", with: "a=ice-pwd:short"))
        #expect(error.line == 11)
        #expect(error.description.hasPrefix("SDP line 11: a=ice-pwd"))
    }

    @Test("an offer over the bounds is refused before it is read")
    func tooLarge() {
        #expect(error(String(repeating: "a", count: 65_537))?.code == .tooLarge)
        #expect(error(String(repeating: "\n", count: 3_000))?.code == .tooLarge)
        let sections = String(repeating: "m=audio 9 UDP/TLS/RTP/SAVPF 111\n", count: 33)
        #expect(error("v=0\n" + sections)?.code == .tooLarge)
        let formats = String(repeating: " 111", count: 129)
        #expect(error("v=0\nm=audio 9 UDP/TLS/RTP/SAVPF" + formats)?.code == .tooLarge)
        let extensions = String(repeating: "a=extmap:1 urn:x\n", count: 256)
        #expect(error("v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 111\n" + extensions)?.code == .tooLarge)
    }

    @Test("an empty body is refused", arguments: ["", "\r\n", "\u{0}", "{}", "v", "v="])
    func empty(text: String) {
        #expect(error(text) != nil)
    }

    @Test("an offer cut anywhere never traps, and is whole only near its end")
    func cut() throws {
        let text = try Offers.read(Offers.aiortc)
        for count in 0..<text.utf8.count {
            let part = String(decoding: text.utf8.prefix(count), as: UTF8.self)
            if (try? WHIPOffer(parsing: part)) != nil { #expect(count > text.utf8.count - 30) }
        }
    }

    @Test("an offer with random changes never traps")
    func random() throws {
        let original = Array(try Offers.read(Offers.gstreamer).utf8)
        var generator = SeededGenerator(seed: 11)
        var refusedCount = 0
        for _ in 0..<2_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                let index = Int.random(in: bytes.indices, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[index] = UInt8.random(in: 0 ... .max, using: &generator)
                } else {
                    bytes.remove(at: index)
                }
            }
            if error(String(decoding: bytes, as: UTF8.self)) != nil { refusedCount += 1 }
        }
        #expect(refusedCount > 0)
    }
}
