internal import Foundation
internal import Subprocess

/// What ffmpeg and ffprobe read in a recording at one moment, while it may still grow.
struct RecordedStream: Sendable {
    /// The packets of the file, byte for byte, in order.
    let packets: [[UInt8]]
    /// What ffmpeg has to complain about when it plays the file.
    let complaints: String
    /// A copy of the file as it was read.
    let copy: String

    /// Reads the file at `path`; an empty stream when there is none, or when no program recognises it.
    static func examine(_ path: String, in folder: String) async throws -> RecordedStream {
        // A copy: the programs below must all see the same bytes.
        let copy = folder + "/enregistrement.opus"
        try? FileManager.default.removeItem(atPath: copy)
        guard (try? FileManager.default.copyItem(atPath: path, toPath: copy)) != nil else {
            return RecordedStream(packets: [], complaints: "aucun fichier", copy: copy)
        }
        let sizes = try await Subprocess.run(
            .name("ffprobe"), arguments: ["-v", "error", "-show_entries", "packet=size", "-of", "csv=p=0", copy],
            output: .string(limit: 8 << 20), error: .string(limit: 8 << 20))
        let stream = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: ["-v", "error", "-i", copy, "-map", "0:a", "-c", "copy", "-f", "data", "pipe:1"],
            output: .bytes(limit: 64 << 20), error: .string(limit: 8 << 20))
        let play = try await Subprocess.run(
            .name("ffmpeg"), arguments: ["-v", "warning", "-i", copy, "-f", "null", "-"],
            output: .discarded, error: .string(limit: 8 << 20))
        var rest = stream.standardOutput[...]
        let packets = sizes.standardOutput.split(whereSeparator: \.isNewline).compactMap { line in
            // Lines may end with the fields of side data.
            let size = line.prefix { $0.isNumber }
            return Int(size).map { count -> [UInt8] in
                defer { rest = rest.dropFirst(count) }
                return Array(rest.prefix(count))
            }
        }
        return RecordedStream(packets: packets, complaints: play.standardError, copy: copy)
    }

    /// How many packets are not the one that was sent in their place.
    func differences(from sent: [[UInt8]]) -> Int {
        zip(packets, sent).filter { $0 != $1 }.count + max(0, packets.count - sent.count)
    }
}
