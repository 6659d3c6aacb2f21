import Foundation
import NIOCore

/// What the publishers and the watch saw.
struct LoadFigures: Codable {
    var packetsSent: Int
    /// Segments that every rendition listed.
    var segments: Int
    /// From the packet with a segment's last sample to the playlist that lists it, in ms.
    var listedP50: Double
    var listedP99: Double
    var listedMaximum: Double
    /// Segments listed more than ``lateness`` after their last sample.
    var segmentsLate: Int
    /// The most sound, in ms, that a live's playlists do not have of what was sent.
    var audioMissing: Double
    /// Lives whose playlists were never closed, or list nothing.
    var livesBroken: Int

    /// Half a segment, in ms: a player that stays three behind never notices less.
    static let lateness = 1_000.0
    /// Priming of AAC: one frame before the first sample, and the encoder's own at the end.
    private static let frame = 1_024
    /// More sound than any encoder of the way looks ahead, in samples.
    private static let lookahead = 4_800

    init(logs: [String: SendLog], listings: [Listing], renditions: [String]) {
        packetsSent = logs.values.reduce(0) { $0 + $1.count }
        var delays: [Double] = []
        var missing = 0
        var broken = 0
        let byLive = Dictionary(grouping: listings, by: \.live)
        for (live, log) in logs {
            let bySequence = Dictionary(grouping: byLive[live] ?? [], by: \.sequence)
            var end = -Self.frame
            var expected = 0
            for (sequence, group) in bySequence.sorted(by: { $0.key < $1.key }) {
                guard sequence == expected, group.count == renditions.count else { break }
                expected += 1
                end += group.map(\.samples).max() ?? 0
                // What no sound follows is cut by the end of the live, whenever that comes: an encoder looks ahead.
                guard end + Self.lookahead <= log.samples, let listed = group.map(\.time).max(),
                    let left = log.departure(ofSampleBefore: end)
                else { continue }
                delays.append(Double((listed - left).nanoseconds) / 1e6)
            }
            if expected == 0 || expected != bySequence.count { broken += 1 }
            missing = max(missing, log.samples - end)
        }
        delays.sort()
        func percentile(_ share: Double) -> Double {
            delays.isEmpty ? .nan : delays[min(delays.count - 1, Int(Double(delays.count) * share))]
        }
        segments = delays.count
        listedP50 = percentile(0.5)
        listedP99 = percentile(0.99)
        listedMaximum = delays.last ?? .nan
        segmentsLate = delays.count { $0 > Self.lateness }
        audioMissing = Double(max(0, missing)) / 48
        livesBroken = broken
    }

    /// One line of JSON.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
