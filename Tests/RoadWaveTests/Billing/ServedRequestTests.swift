import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("Lines of a cache's log")
struct ServedRequestTests {
    private func read(_ line: String) throws -> ServedRequest { try ServedRequest(Array(line.utf8)[...]) }

    @Test("a line is read to the millisecond and to the byte")
    func line() throws {
        let line =
            #"{"at":1796032120.016,"method":"GET","path":"/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/0.ts","#
            + #""status":200,"bytes":12875,"body":12408,"length":"12408","range":"","complete":"OK","#
            + #""id":"6dcb26446c9023fa6e4062dc0c2be963","cache":"MISS","storage":"200","seconds":0.005}"#
        let request = try read(line)
        #expect(request.at == WallDate(millisecondsSince1970: 1_796_032_120_016))
        #expect(request.isRead && request.isComplete)
        #expect(request.media?.live == LiveID("3f2504e0-4f89-41d3-9a0c-0305e82c3301"))
        #expect(request.media?.rendition == "48k")
        #expect(request.media?.kind == .liveSegment(bitrate: 48_000))
        #expect(request.status == 200)
        #expect(request.sentBytes == 12_875)
        #expect(request.bodyBytes == 12_408)
        #expect(request.objectBytes == 12_408)
    }

    @Test("the size of an object whose range was asked for is that of the range, never the length of the part")
    func ranges() throws {
        let part = try read(
            TestLog.line(status: 206, bytes: 487, body: 2, length: "2", range: "bytes 0-1/12408"))
        #expect(part.objectBytes == 12_408)
        let several = try read(TestLog.line(status: 206, bytes: 720, body: 241, length: "241"))
        #expect(several.objectBytes == nil)
    }

    @Test("the order of members and unknown members make no difference")
    func members() throws {
        let line =
            #"{"complete":"OK","range":"","length":"1","new":"a\"b\\","body":1,"more":7.25,"bytes":2,"status":200,"#
            + #""path":"/","method":"HEAD","at":1796032120.016}"#
        #expect(try read(line).sentBytes == 2)
    }

    @Test(
        "garbage is refused, and does not trap",
        arguments: [
            "", "{", "{}", "[]", "null", "garbage", "\0", "{\"at\"", "{\"at\":", "{\"at\":1796032120.016",
            #"{"at":1796032120.016,}"#, #"{"a":"\"#, #"{"a":"\u00"#, #"{"a":-1}"#, #"{"a":1e9}"#, #"{"a":{"b":1}}"#,
            #"{"a":[1]}"#, #"{"a":true}"#, #"{,}"#, #"{"a":1"b":2}"#,
        ])
    func garbage(line: String) {
        #expect(throws: RefusedLine.unreadable) { try read(line) }
    }

    @Test("a whole line is refused if one value is not what NGINX writes")
    func values() {
        let good = TestLog.line()
        for (value, other) in [
            (#""status":200"#, #""status":"200""#), (#""status":200"#, #""status":1000"#),
            (#""status":200"#, #""status":2.0"#), (#""bytes":12875"#, #""bytes":9999999999999999"#),
            (#""bytes":12875"#, #""bytes":12407"#), (#""bytes":12875"#, #""bytes":"#),
            (#""method":"GET""#, #""method":7"#), (#""at":1792058400.000"#, #""at":1792058400"#),
            (#""at":1792058400.000"#, #""at":.000"#), (#""at":1792058400.000"#, #""at":1.2.3.000"#),
            (#""body":12408"#, #""body":12408,"body":12408"#), (#""complete":"OK","#, ""), ("}", "}x"), ("}", "}{}"),
        ] {
            #expect(good.contains(value))
            #expect(throws: RefusedLine.unreadable, "\(other)") { try read(good.replacing(value, with: other)) }
        }
    }

    @Test("each part of a line is refused")
    func truncated() {
        let line = Array(TestLog.line().utf8)
        for count in 0..<line.count {
            #expect(throws: RefusedLine.unreadable) { try ServedRequest(line[..<count]) }
        }
    }

    @Test("whatever byte is changed, a line is read or refused, and what is read was sent")
    func changed() {
        var random = SplitMix64(seed: 10)
        let line = Array(TestLog.line(id: "6dcb26446c9023fa6e4062dc0c2be963").utf8)
        for _ in 0..<20_000 {
            var line = line
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                line[Int.random(in: line.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            guard let request = try? ServedRequest(line[...]) else { continue }
            #expect(request.bodyBytes <= request.sentBytes && request.bodyBytes >= 0)
            #expect((0...999).contains(request.status))
        }
    }

    @Test(
        "a path is media only if caches serve it",
        arguments: [
            ("/lives/\(TestLog.live)/48k/7.ts", "48k"), ("/lives/\(TestLog.live)/96k/0.ts", "96k"),
            ("/lives/\(TestLog.live)/48k/media.m3u8", "48k"), ("/lives/\(TestLog.live)/master.m3u8", "playlists"),
            ("/replays/\(TestLog.live)/mp3/12.ts", "mp3"), ("/replays/\(TestLog.live)/aac/media.m3u8", "aac"),
            ("/replays/\(TestLog.live)/replay.mp3", "replay.mp3"),
            ("/replays/\(TestLog.live)/waveform.json", "playlists"),
            ("/lives/\(TestLog.live.uppercased())/48k/7.ts", nil), ("/lives/\(TestLog.live)/48k/07.ts", nil),
            ("/lives/\(TestLog.live)/048k/7.ts", nil), ("/lives/\(TestLog.live)/48k/-7.ts", nil),
            ("/lives/\(TestLog.live)/48k/7.ts/", nil), ("/lives/\(TestLog.live)/48k/.ts", nil),
            ("/lives/\(TestLog.live)/48k/99999999999.ts", nil), ("/lives/\(TestLog.live)/1000k/7.ts", nil),
            ("/lives/\(TestLog.live)/opus/7.ts", nil), ("/replays/\(TestLog.live)/48k/7.ts", nil),
            ("/-/preflight", nil), ("//\(TestLog.live)/48k/7.ts", nil), ("/lives/x/48k/7.ts", nil), ("", nil),
        ] as [(String, String?)])
    func paths(path: String, rendition: String?) {
        #expect(ServedMedia(path: Array(path.utf8)[...])?.rendition == rendition)
    }

    @Test("the renditions of a replay have the bit rates at which workers encode them")
    func replayBitrates() {
        for (name, rendition) in [("mp3", ReplayRendition.mp3), ("aac", .aac)] {
            let media = ServedMedia(path: Array("/replays/\(TestLog.live)/\(name)/0.ts".utf8)[...])
            #expect(media?.kind == .replaySegment(bitrate: Int64(rendition.bitrate)))
            #expect(rendition.rawValue == name)
        }
    }
}
