import Foundation

@testable import StepDefinitions

/// A live of 46 s of media, served as it should be to a player that comes after 26 s, made up: the tests break one thing of it at a time.
struct GoodLive {
    var segmentSeconds = 2.0
    var targetDuration = 2
    var holdBack = "15.000"
    /// The segments of the live, and those that a full playlist lists.
    var segmentCount = 23
    var windowCount = 16
    /// How often the playlist is asked for, in seconds.
    var pollingInterval = 0.5
    /// The segment that begins with a discontinuity.
    var discontinuity: Int? = 3
    var isOver = false

    static let start = 1_774_787_690.0
    private static let variants = [("96k", 25_000), ("48k", 14_000), ("32k", 10_000)]

    var master: String {
        """
        #EXTM3U
        #EXT-X-VERSION:3
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-STREAM-INF:BANDWIDTH=110000,AVERAGE-BANDWIDTH=101000,CODECS="mp4a.40.2"
        96k/media.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=60000,AVERAGE-BANDWIDTH=57000,CODECS="mp4a.40.2"
        48k/media.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=45000,AVERAGE-BANDWIDTH=41000,CODECS="mp4a.40.2"
        32k/media.m3u8

        """
    }

    /// The playlist that lists segments up to `newest`.
    func media(upTo newest: Int, isEnded: Bool = false) -> String {
        let first = max(0, newest + 1 - windowCount)
        let left = discontinuity.map { $0 < first ? 1 : 0 } ?? 0
        var lines = [
            "#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:\(targetDuration)", "#EXT-X-MEDIA-SEQUENCE:\(first)",
            "#EXT-X-DISCONTINUITY-SEQUENCE:\(left)", "#EXT-X-INDEPENDENT-SEGMENTS",
            "#EXT-X-SERVER-CONTROL:HOLD-BACK=\(holdBack)",
        ]
        for sequence in first...newest {
            if sequence == discontinuity { lines.append("#EXT-X-DISCONTINUITY") }
            lines.append("#EXT-X-PROGRAM-DATE-TIME:\(date(Self.start + Double(sequence) * segmentSeconds))")
            lines.append("#EXTINF:\(segmentSeconds),")
            lines.append("\(sequence).ts")
        }
        if isEnded { lines.append("#EXT-X-ENDLIST") }
        return lines.joined(separator: "\n") + "\n"
    }

    func live() -> ServedLive {
        ServedLive(
            master: ServedAnswer(
                path: "/lives/x/master.m3u8", at: 0, headers: playlistHeaders(at: 0, modified: 0), text: master),
            variants: Self.variants.map { name, size in
                ServedVariant(name: name, playlists: playlists(name), segments: segments(name, size: size))
            }, isOver: isOver)
    }

    /// A player that comes before the first segment leaves, and asks again and again.
    private func playlists(_ name: String) -> [ServedAnswer] {
        let end = Double(segmentCount) * segmentSeconds
        return stride(from: Double(min(segmentCount, 13)) * segmentSeconds + 0.1, to: end + 0.2, by: pollingInterval)
            .map { at in
                // Each segment is listed when it has been spoken.
                let newest = min(segmentCount, Int(at / segmentSeconds)) - 1
                return ServedAnswer(
                    path: "/lives/x/\(name)/media.m3u8", at: at,
                    headers: playlistHeaders(at: at, modified: Double(newest + 1) * segmentSeconds),
                    text: media(upTo: newest, isEnded: isOver && newest == segmentCount - 1))
            }
    }

    private func segments(_ name: String, size: Int) -> [ServedSegment] {
        let ticks = Int(segmentSeconds * 90_000)
        return (min(segmentCount, 13) - 1..<segmentCount).map { sequence in
            ServedSegment(
                sequence: sequence, announcedDuration: segmentSeconds,
                answer: ServedAnswer(
                    path: "/lives/x/\(name)/\(sequence).ts", at: Double(sequence + 1) * segmentSeconds,
                    headers: ["content-type": "video/mp2t"]),
                byteCount: size,
                stream: TransportStreamFacts(
                    beginsWithTables: true, streamTypes: [TransportStreamFacts.streamTypeADTS],
                    counters: [256: .init(first: sequence * 3 % 16, last: (sequence * 3 + 2) % 16)], isContinuous: true),
                probe: FFprobe(
                    format: "mpegts", announcedDuration: segmentSeconds, codec: "aac", profile: "LC",
                    sampleRate: 48_000,
                    channels: 1,
                    packets: [
                        .init(pts: 900_000 + sequence * ticks, duration: ticks / 2),
                        .init(pts: 900_000 + sequence * ticks + ticks / 2, duration: ticks / 2),
                    ]))
        }
    }

    private func playlistHeaders(at: Double, modified: Double) -> [String: String] {
        [
            "content-type": "application/vnd.apple.mpegurl", "content-encoding": "gzip",
            "date": Self.httpDate(Self.start + at), "last-modified": Self.httpDate(Self.start + modified),
        ]
    }

    private func date(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// RFC 9110 §5.6.7, in whole seconds, on the day of ``start``.
    static func httpDate(_ seconds: Double) -> String {
        let time = Int(seconds) % 86_400
        return String(format: "Sun, 29 Mar 2026 %02d:%02d:%02d GMT", time / 3_600, time / 60 % 60, time % 60)
    }
}
