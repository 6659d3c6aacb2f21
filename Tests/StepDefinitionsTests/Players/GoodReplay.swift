@testable import StepDefinitions

/// The MP3 of a replay of 25 s, served as it should be, made up.
struct GoodReplay {
    /// Samples of the segments: whole frames of 1,152.
    private static let lengths = [479_232, 480_384, 241_920]

    var replay: ServedLive {
        ServedLive(
            master: ServedAnswer(path: "/replays/x/master.m3u8", at: 0, headers: headers, text: master),
            variants: [
                ServedVariant(
                    name: "mp3",
                    playlists: [
                        ServedAnswer(path: "/replays/x/mp3/media.m3u8", at: 0, headers: headers, text: media)
                    ], segments: segments)
            ], isOver: true)
    }

    /// For some rules, a replay that breaks it alone.
    static let broken: [(rule: String, replay: ServedLive)] = [
        spoilt("codecs") { $0.master.replace("mp4a.40.34", with: "mp4a.40.2") },
        spoilt("format") { $0.variants[0].segments[1].stream?.streamTypes = [TransportStreamFacts.streamTypeADTS] },
        spoilt("end-list") { $0.variants[0].playlists[0].replace("#EXT-X-ENDLIST\n", with: "") },
        spoilt("continuity") { $0.variants[0].segments[2].stream?.counters[256]?.first = 1 },
        spoilt("answers") { $0.variants[0].segments[0].answer.status = 404 },
    ]

    private static func spoilt(
        _ rule: String, _ spoil: (inout ServedLive) -> Void
    ) -> (rule: String, replay: ServedLive) {
        var replay = GoodReplay().replay
        spoil(&replay)
        return (rule, replay)
    }

    private let headers = ["content-type": "application/vnd.apple.mpegurl", "content-encoding": "gzip"]

    private let master = """
        #EXTM3U
        #EXT-X-VERSION:3
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-STREAM-INF:BANDWIDTH=264000,AVERAGE-BANDWIDTH=264000,CODECS="mp4a.40.34"
        mp3/media.m3u8

        """

    private var media: String {
        var lines = [
            "#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:10", "#EXT-X-MEDIA-SEQUENCE:0",
            "#EXT-X-DISCONTINUITY-SEQUENCE:0", "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS",
        ]
        for (sequence, length) in Self.lengths.enumerated() {
            lines += ["#EXTINF:\(Double(length) / 48_000),", "\(sequence).ts"]
        }
        return (lines + ["#EXT-X-ENDLIST"]).joined(separator: "\n") + "\n"
    }

    private var segments: [ServedSegment] {
        Self.lengths.indices.map { sequence in
            let length = Self.lengths[sequence]
            // 15 ticks of 90 kHz are 8 samples.
            let start = 900_000 + Self.lengths[..<sequence].reduce(0, +) * 15 / 8
            let seconds = Double(length) / 48_000
            return ServedSegment(
                sequence: sequence, announcedDuration: seconds,
                answer: ServedAnswer(
                    path: "/replays/x/mp3/\(sequence).ts", at: 0, headers: ["content-type": "video/mp2t"]),
                byteCount: Int(seconds * 32_900),
                stream: TransportStreamFacts(
                    beginsWithTables: true, streamTypes: [TransportStreamFacts.streamTypeMPEGAudio],
                    counters: [256: .init(first: sequence * 3 % 16, last: (sequence * 3 + 2) % 16)],
                    isContinuous: true),
                probe: FFprobe(
                    format: "mpegts", announcedDuration: seconds, codec: "mp3", profile: "unknown", sampleRate: 48_000,
                    channels: 2, packets: [.init(pts: start, duration: length * 15 / 8)]))
        }
    }
}
