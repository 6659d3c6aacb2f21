import Testing

@testable import RoadWave

@Suite("The payload of log lines")
struct UsageTallyTests {
    private func tally(_ lines: [String], now: WallDate = TestLog.noon, zone: String = "Europe/Paris") throws
        -> UsageTally
    {
        var tally = UsageTally(rules: try #require(TestLog.rules { $0.timeZone = zone }), now: now)
        tally.add(lines)
        return tally
    }

    @Test("a whole segment is two seconds at the bit rate of its rendition, for any size")
    func wholeSegment() throws {
        let usage = try #require(try tally([TestLog.line()]).usage(of: "48k"))
        #expect(usage.segments == 1)
        #expect(usage.partialSegments == 0)
        #expect(usage.requests == 1)
        #expect(usage.audioBytes == 12_000)
        #expect(usage.listenedMilliseconds == 2_000)
        #expect(usage.mediaBytes == 12_408)
        #expect(usage.headerBytes == 467)
        #expect(usage.sentBytes == 12_875)
    }

    @Test("a range over all of a segment is a whole one, a part is its share, and several ranges have no payload")
    func ranges() throws {
        let lines = [
            TestLog.line(status: 206, bytes: 12_901, range: "bytes 0-12407/12408"),
            TestLog.line(status: 206, bytes: 487, body: 2, length: "2", range: "bytes 0-1/12408"),
            TestLog.line(status: 206, bytes: 6_700, body: 6_204, length: "6204", range: "bytes 0-6203/12408"),
            TestLog.line(status: 206, bytes: 720, body: 241, length: "241"),
        ]
        let usage = try #require(try tally(lines).usage(of: "48k"))
        #expect(usage.segments == 1)
        #expect(usage.partialSegments == 3)
        #expect(usage.audioBytes == 12_000 + 1 + 6_000)
        #expect(usage.mediaBytes == 12_408 + 2 + 6_204 + 241)
    }

    @Test("an answer that was cut off is the share that was sent")
    func cutOff() throws {
        let line = TestLog.line(bytes: 954_209, body: 953_740, length: "3000000", complete: "")
        let usage = try #require(try tally([line]).usage(of: "48k"))
        #expect(usage.segments == 0)
        #expect(usage.partialSegments == 1)
        #expect(usage.audioBytes == 12_000 * 953_740 / 3_000_000)
    }

    @Test("HEAD and 304 are headers only")
    func headersOnly() throws {
        let lines = [
            TestLog.line(method: "HEAD", bytes: 466, body: 0),
            TestLog.line(status: 304, bytes: 388, body: 0, length: ""),
        ]
        let usage = try #require(try tally(lines).usage(of: "48k"))
        #expect(usage == Usage(requests: 2, headerBytes: 466 + 388))
    }

    @Test("playlists are documents, as compressed as they were sent")
    func playlists() throws {
        let path = "/lives/\(TestLog.live)/48k/media.m3u8"
        let lines = [
            TestLog.line(path: path, bytes: 1_973, body: 1_519, length: "1519"),
            TestLog.line(path: path, bytes: 710, body: 227, length: ""),
        ]
        let usage = try #require(try tally(lines).usage(of: "48k"))
        #expect(usage.documentBytes == 1_519 + 227)
        #expect(usage.audioBytes == 0)
        #expect(usage.mediaBytes == 0)
    }

    @Test("errors, preflights and other methods count for no live, which anyone can invent")
    func errors() throws {
        let lines = [
            TestLog.line(status: 404, bytes: 714, body: 335, length: "335"),
            TestLog.line(method: "OPTIONS", path: "/-/preflight", status: 204, bytes: 286, body: 0, length: ""),
            TestLog.line(method: "POST", status: 405, bytes: 467, body: 150, length: "150"),
            TestLog.line(method: "", path: "", status: 400, bytes: 462, body: 150, length: "150"),
        ]
        let found = try tally(lines)
        #expect(found.sums.keys.map(\.live) == [nil])
        let usage = try #require(found.usage(of: "none"))
        #expect(usage.requests == 4)
        #expect(usage.errorBytes == 635)
        #expect(usage.sentBytes == 714 + 286 + 467 + 462)
    }

    @Test("a replay's segment is ten seconds, and its MP3 file is payload byte by byte")
    func replays() throws {
        let found = try tally([
            TestLog.line(path: "/replays/\(TestLog.live)/mp3/0.ts"),
            TestLog.line(
                path: "/replays/\(TestLog.live)/replay.mp3", status: 206, bytes: 32_500, body: 32_000, length: "32000",
                range: "bytes 0-31999/700000"),
        ])
        #expect(found.usage(of: "mp3")?.audioBytes == 320_000)
        let file = try #require(found.usage(of: "replay.mp3"))
        #expect(file.audioBytes == 32_000)
        #expect(file.listenedMilliseconds == 1_000)
    }

    @Test("a hundred identical lines count a hundred times")
    func identical() throws {
        let line = TestLog.line(id: "6dcb26446c9023fa6e4062dc0c2be963")
        #expect(try tally(Array(repeating: line, count: 100)).usage(of: "48k")?.segments == 100)
    }

    @Test("refused lines are counted by reason")
    func refused() throws {
        let tomorrow = TestLog.noon + .seconds(90_000)
        let found = try tally([
            "garbage", TestLog.line(at: tomorrow), TestLog.line(at: WallDate(millisecondsSince1970: 1_000)),
        ])
        #expect(found.sums.isEmpty)
        #expect(found.counts == LineCounts(lines: 3, refused: [.unreadable: 1, .misdated: 2]))
    }

    @Test("a cache whose clock is 90 s ahead is counted")
    func fastClock() throws {
        #expect(try tally([TestLog.line(at: TestLog.noon + .seconds(90))]).counts.refused.isEmpty)
    }

    @Test("a live over the end of a month is in both, by the clock of the named zone")
    func months() throws {
        // 2026-10-31T22:30Z is 23:30 in Paris; an hour later it is November there.
        let start = try #require(WallDate(parsing: "2026-10-31T22:30:00.000Z"))
        let lines = (0..<60).map { TestLog.line(at: start + .seconds(60 * $0)) }
        let now = start + .seconds(7_200)
        let paris = try tally(lines, now: now).sums
        #expect(paris.mapKeys(\.month.description, \.segments) == ["2026-10": 30, "2026-11": 30])
        let utc = try tally(lines, now: now, zone: "UTC").sums
        #expect(utc.mapKeys(\.month.description, \.segments) == ["2026-10": 60])
    }

    @Test("a line is a correction once its month has been over for a day, and not before")
    func corrections() throws {
        let line = TestLog.line(at: try #require(WallDate(parsing: "2026-10-31T22:30:00.000Z")))
        // In Paris November begins at 23:00Z.
        let close = try #require(WallDate(parsing: "2026-11-01T23:00:00.000Z"))
        #expect(try tally([line], now: close + .milliseconds(-1)).sums.keys.map(\.correctedOn) == [nil])
        #expect(try tally([line], now: close).sums.keys.map(\.correctedOn) == ["2026-11-02"])
        let later = try #require(WallDate(parsing: "2026-11-03T12:00:00.000Z"))
        let found = try tally([line, TestLog.line(at: later)], now: later).sums
        #expect(found.mapKeys(\.month.description, \.segments) == ["2026-10": 1, "2026-11": 1])
        #expect(found.keys.first { $0.month.month == 10 }?.correctedOn == "2026-11-03")
        #expect(found.keys.first { $0.month.month == 11 }?.correctedOn == nil)
    }
}

extension [UsageKey: Usage] {
    fileprivate func mapKeys(_ key: (UsageKey) -> String, _ value: (Usage) -> Int64) -> [String: Int64] {
        [String: Int64](map { (key($0.key), value($0.value)) }, uniquingKeysWith: +)
    }
}
