internal import Foundation

/// What a player said of its own playback.
struct PlayerReport: Sendable {
    /// Something that happened, or where the sound was.
    struct Moment: Decodable, Sendable {
        /// Seconds since the player was given the address.
        let at: Double
        /// An event of the media element, `progress`, or `request`.
        let event: String
        private let position: Double?
        private let end: Double?
        /// What the player asked for.
        let url: String?
        /// What went wrong.
        let error: String?

        /// Where the sound is, in seconds.
        var time: Double { position ?? 0 }
        /// Up to where the media is there, in seconds.
        var buffered: Double { end ?? 0 }

        private enum CodingKeys: String, CodingKey {
            case at, event, url, error
            case position = "time"
            case end = "buffered"
        }

        /// Nil when the line is not one of a player.
        init?(_ line: String) {
            guard let moment = try? JSONDecoder().decode(Moment.self, from: Data(line.utf8)) else { return nil }
            self = moment
        }
    }

    let moments: [Moment]
    /// What the process said beside, as when it failed.
    let otherLines: [String]

    init(_ lines: [String]) {
        let read = lines.map { ($0, Moment($0)) }
        moments = read.compactMap { $0.1 }
        otherLines = read.filter { $0.1 == nil }.map { $0.0 }
    }

    /// When the sound began for good: a live's player looks for its place first, and may begin again once.
    private static let startUp = 8.0

    /// Seconds played after the start-up.
    var played: Double {
        guard let first = settled.first, let last = settled.last else { return 0 }
        return last.time - first.time
    }

    /// Seconds after the start-up during which the sound stood still.
    var stalled: Double {
        guard let first = settled.first, let last = settled.last else { return .infinity }
        return max(0, last.at - first.at - played)
    }

    /// How often the player ran out of sound after the start-up, and what failed at any time.
    var interruptions: [String] {
        moments.filter { $0.event == "error" || $0.error != nil || ($0.event == "waiting" && $0.at > Self.startUp) }
            .map { String(format: "%@ à %.1f s", $0.error ?? $0.event, $0.at) }
    }

    private var settled: [Moment] { moments.filter { $0.event == "progress" && $0.at > Self.startUp } }

    /// The renditions of the segments that were asked for after the start-up, in order, each once.
    var settledRenditions: [String] { renditions(after: Self.startUp) }

    /// The same from the beginning.
    var renditions: [String] { renditions(after: 0) }

    private func renditions(after start: Double) -> [String] {
        moments.filter { $0.at > start }.compactMap(\.url).filter { $0.hasSuffix(".ts") }
            .compactMap { $0.split(separator: "/").dropLast().last.map(String.init) }
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
