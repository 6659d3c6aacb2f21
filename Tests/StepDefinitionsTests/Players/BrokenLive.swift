import Testing

@testable import StepDefinitions

/// A good live of which one thing is wrong, and the only rule that says so.
struct BrokenLive: CustomTestStringConvertible, Sendable {
    let rule: String
    let live: ServedLive

    var testDescription: String { rule }

    private init(_ rule: String, _ good: GoodLive = GoodLive(), _ spoil: (inout ServedLive) -> Void = { _ in }) {
        self.rule = rule
        var live = good.live()
        spoil(&live)
        self.live = live
    }

    /// For each rule of a player, one live that breaks it alone.
    static let all: [BrokenLive] = delivery + multivariant + media + time + segments

    private static let delivery = [
        BrokenLive("answers") { $0.variants[1].segments[2].answer.status = 404 },
        BrokenLive("redirect") { $0.variants[1].segments[2].answer.status = 302 },
        BrokenLive("content-type") { $0.variants[0].segments[0].answer.headers["content-type"] = "text/plain" },
        BrokenLive("gzip") { $0.variants[0].playlists[3].headers["content-encoding"] = nil },
        BrokenLive("encoding") { $0.master.headers["content-encoding"] = "br" },
        BrokenLive("freshness") { live in
            live.everyPlaylist { answer in
                answer.headers["last-modified"] = GoodLive.httpDate(GoodLive.start + answer.at - 7.5)
            }
        },
    ]

    private static let multivariant = [
        BrokenLive("playlists") { $0.variants[2].playlists = [] },
        BrokenLive("codecs") { $0.master.replace("mp4a.40.2", with: "mp4a.40.5") },
        BrokenLive("bandwidth") { $0.variants[2].segments[4].byteCount = 11_500 },
        BrokenLive("bandwidth-overstated") { $0.master.replace("BANDWIDTH=45000", with: "BANDWIDTH=60000") },
        BrokenLive("average-bandwidth") { $0.master.replace("AVERAGE-BANDWIDTH=41000,", with: "") },
        BrokenLive("average-bandwidth") {
            $0.master.replace("AVERAGE-BANDWIDTH=41000", with: "AVERAGE-BANDWIDTH=36000")
        },
        BrokenLive("cellular") { live in
            live.master.replace("BANDWIDTH=45000", with: "BANDWIDTH=200000")
            live.master.replace("BANDWIDTH=60000", with: "BANDWIDTH=200000")
            live.master.replace("BANDWIDTH=110000", with: "BANDWIDTH=200000")
            for index in live.variants.indices {
                for segment in live.variants[index].segments.indices {
                    live.variants[index].segments[segment].byteCount = segment == 0 ? 41_000 : 8_000
                }
            }
        },
        BrokenLive("independent-segments") { live in
            live.master.replace("#EXT-X-INDEPENDENT-SEGMENTS\n", with: "")
            live.everyPlaylist { $0.replace("#EXT-X-INDEPENDENT-SEGMENTS\n", with: "") }
        },
    ]

    private static let media = [
        BrokenLive("target-duration", GoodLive(segmentSeconds: 2.6)) { $0.scaleSegments(by: 1.3) },
        BrokenLive("target-duration-constant") { live in
            for index in live.variants.indices {
                live.variants[index].playlists[4].replace("TARGETDURATION:2", with: "TARGETDURATION:3")
            }
        },
        BrokenLive("same-target-duration") { live in
            for index in live.variants[0].playlists.indices {
                live.variants[0].playlists[index].replace("TARGETDURATION:2", with: "TARGETDURATION:3")
            }
        },
        BrokenLive("media-sequence", GoodLive(discontinuity: nil)) { live in
            let early = live.variants[1].playlists.suffix(12).first?.text ?? ""
            live.variants[1].playlists[live.variants[1].playlists.count - 1].text = early
        },
        BrokenLive("media-sequence") { live in
            // Another segment in the place of a known number: what a server that starts again does.
            live.variants[1].playlists[3].replace("\n5.ts", with: "\n0.ts")
        },
        BrokenLive("discontinuity-sequence") { live in
            live.everyPlaylist { $0.replace("#EXT-X-DISCONTINUITY-SEQUENCE:0\n", with: "") }
        },
        BrokenLive("discontinuity-sequence") { live in
            live.everyPlaylist {
                $0.replace("#EXT-X-DISCONTINUITY-SEQUENCE:1\n", with: "#EXT-X-DISCONTINUITY-SEQUENCE:0\n")
            }
        },
        BrokenLive("hold-back", GoodLive(holdBack: "9.000")),
        BrokenLive("hold-back-minimum", GoodLive(segmentSeconds: 4, targetDuration: 6)) { $0.scaleSegments(by: 2) },
        BrokenLive("segment-count", GoodLive(segmentCount: 5)),
        BrokenLive("window", GoodLive(windowCount: 12)),
        BrokenLive("end-list", GoodLive(isOver: true)) { live in
            live.variants[1].playlists.removeAll { $0.text.contains("#EXT-X-ENDLIST") }
        },
        BrokenLive("alignment") { live in
            for index in live.variants[2].segments.indices { live.variants[2].segments[index].shift(by: 90_000) }
        },
    ]

    private static let time = [
        BrokenLive("updates") { $0.variants[1].freeze(at: 30, for: 4) },
        BrokenLive("stuck") { $0.variants[1].freeze(at: 30, for: 8) },
        BrokenLive("program-date-time") { live in
            live.everyPlaylist { answer in
                answer.text = answer.text.split(separator: "\n", omittingEmptySubsequences: false)
                    .filter { !$0.hasPrefix("#EXT-X-PROGRAM-DATE-TIME") }.joined(separator: "\n")
            }
        },
        BrokenLive("date-continuity") { live in
            live.everyPlaylist { $0.replace("T12:34:58.000Z", with: "T12:34:58.040Z") }
        },
        BrokenLive("live-edge") { live in
            live.everyPlaylist { answer in
                answer.headers["date"] = GoodLive.httpDate(GoodLive.start + answer.at + 60)
                answer.headers["last-modified"] = answer.headers["date"]
            }
        },
    ]

    private static let segments = [
        BrokenLive("tables") { $0.variants[0].segments[5].stream?.beginsWithTables = false },
        BrokenLive("format") { $0.variants[0].segments[5].stream?.streamTypes = [0x11] },
        BrokenLive("continuity") { live in
            live.variants[0].segments[5].stream?.counters[256]?.first = 9
        },
        BrokenLive("continuity") { $0.variants[0].segments[5].stream?.isContinuous = false },
        BrokenLive("continuity") { live in
            for index in live.variants.indices {
                for segment in live.variants[index].segments.indices.dropFirst(6) {
                    live.variants[index].segments[segment].shift(by: 1_920)
                }
            }
        },
        BrokenLive("durations") { live in
            for index in live.variants[0].segments.indices { live.variants[0].segments[index].announcedDuration = 2.01 }
        },
    ]
}
