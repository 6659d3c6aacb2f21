internal import Foundation
internal import Subprocess

/// A listener whose player no one here wrote: the system's `ffmpeg`, which follows the live and decodes it as it comes.
struct FFmpegPlayer: Sendable {
    /// A frame of sound as it was decoded.
    struct Frame: Sendable {
        /// Seconds since the player was started.
        let at: Double
        /// In samples at 48 kHz.
        let timestamp: Int
        /// In samples.
        let duration: Int
    }

    /// In order.
    let frames: [Frame]
    /// All that ffmpeg complained of.
    let complaints: [String]

    /// Plays so many seconds of a live; gives up when that takes twice as long.
    static func play(_ url: String, seconds: Double) async throws -> FFmpegPlayer {
        let clock = ContinuousClock()
        let start = clock.now
        let result = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: [
                "-hide_banner", "-loglevel", "warning", "-nostdin", "-i", url, "-t", "\(seconds)", "-map", "0:a:0",
                "-ar", "48000", "-flush_packets", "1", "-f", "framecrc", "pipe:1",
            ], input: .none, output: .sequence, error: .sequence
        ) { execution in
            async let complaints = Self.lines(execution.standardError)
            // A live that stands still would be waited for without end.
            async let _: Void = {
                // why: a player's patience; cancelled when all has been played.
                guard (try? await clock.sleep(for: .seconds(2 * seconds))) != nil else { return }
                // Not SIGTERM: while ffmpeg waits for a segment, it only hears a second one.
                try? execution.send(signal: .kill)
            }()
            var frames: [Frame] = []
            for try await line in execution.standardOutput.strings() {
                // `0, timestamp, timestamp, duration, size, checksum`; the head's lines begin with #.
                let fields = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                guard fields.count == 6, let timestamp = Int(fields[2]), let duration = Int(fields[3]) else { continue }
                frames.append(
                    Frame(at: (clock.now - start) / .seconds(1), timestamp: timestamp, duration: duration))
            }
            return FFmpegPlayer(frames: frames, complaints: try await complaints)
        }
        return result.closureResult
    }

    private static func lines(_ output: SubprocessOutputSequence) async throws -> [String] {
        try await output.strings().reduce(into: []) { $0.append($1) }
    }

    /// Seconds of sound.
    var played: Double { Double(frames.reduce(0) { $0 + $1.duration }) / 48_000 }

    /// Places where a frame does not begin where the one before ended.
    var gaps: Int {
        zip(frames, frames.dropFirst()).count { abs($1.timestamp - $0.timestamp - $0.duration) > 1 }
    }

    /// How long a player that began with the first frame would have waited for another one, in seconds, at worst.
    var stalled: Double {
        guard let first = frames.first else { return .infinity }
        let lateness = frames.map { frame in
            frame.at - first.at - Double(frame.timestamp - first.timestamp) / 48_000
        }
        return max(0, lateness.max() ?? .infinity)
    }
}
