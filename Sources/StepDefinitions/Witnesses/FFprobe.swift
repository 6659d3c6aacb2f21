internal import Foundation
internal import Subprocess

/// What `ffprobe` says of a media file.
struct FFprobe: Sendable {
    let format: String
    /// Seconds, as the container gives them; the last packet's own length is a guess of ffprobe's.
    let announcedDuration: Double
    let codec: String
    let profile: String
    let sampleRate: Int
    let channels: Int
    /// Of each audio packet in order, in ticks of 90 kHz.
    let packets: [Packet]

    struct Packet: Sendable {
        let pts: Int
        let duration: Int
    }

    /// Seconds from the first packet's start to the last one's end.
    var duration: Double {
        guard let first = packets.first, let last = packets.last else { return 0 }
        return Double(last.pts + last.duration - first.pts) / 90_000
    }

    /// Asks `ffprobe`; nil when it does not recognise any audio in the file.
    static func examine(_ path: String) async throws -> FFprobe? {
        let result = try await Subprocess.run(
            .name("ffprobe"),
            arguments: [
                "-v", "error", "-show_format", "-show_streams", "-show_packets", "-select_streams", "a", "-of", "json",
                path,
            ], output: .bytes(limit: 8 << 20), error: .string(limit: 8 << 20))
        guard result.terminationStatus.isSuccess,
            let report = try? JSONDecoder().decode(Report.self, from: Data(result.standardOutput)),
            let stream = report.streams.first
        else { return nil }
        return FFprobe(
            format: report.format.format_name, announcedDuration: Double(report.format.duration ?? "") ?? 0,
            codec: stream.codec_name ?? "", profile: stream.profile ?? "",
            sampleRate: Int(stream.sample_rate ?? "") ?? 0, channels: stream.channels ?? 0,
            packets: report.packets.compactMap { packet in
                packet.pts.map { Packet(pts: $0, duration: packet.duration ?? 0) }
            })
    }

    // The names are ffprobe's own JSON keys.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    private struct Report: Decodable {
        struct Format: Decodable {
            let format_name: String
            let duration: String?
        }
        struct Stream: Decodable {
            let codec_name: String?
            let profile: String?
            let sample_rate: String?
            let channels: Int?
        }
        struct Packet: Decodable {
            let pts: Int?
            let duration: Int?
        }
        let format: Format
        let streams: [Stream]
        let packets: [Packet]
    }
}
