internal import Foundation
internal import RoadWaveMedia
internal import RoadWaveTestServices
internal import Subprocess

/// One rendition of a replay, as a listener receives it from the cache.
struct ReplayWitness: Sendable {
    static let renditions = ["mp3", "aac"]

    /// A segment that the playlist lists.
    struct Segment: Sendable {
        /// `EXTINF`.
        let announced: Double
        let status: Int
        /// `Content-Type`.
        let type: String
        let bytes: [UInt8]
        /// Where it was written.
        let path: String
        let probe: FFprobe?
        /// What ffmpeg says when it decodes the segment alone.
        let complaints: String
    }

    /// The address of the master playlist.
    let master: String
    let codecs: String
    /// `BANDWIDTH` of the master playlist, in bits a second; 0 when it is not there.
    let bandwidth: Int
    /// `Content-Type` of the master playlist and of the other one.
    let types: [String]
    let playlist: String
    let targetDuration: Int
    let segments: [Segment]

    /// The seconds that the playlist promises.
    var announced: Double { segments.reduce(0) { $0 + $1.announced } }

    /// The greatest bit rate of a segment, as RFC 8216 §4.3.4.2 has `BANDWIDTH`; those shorter than half of the target
    /// are left out.
    var peakBitRate: Double {
        segments.filter { $0.announced >= Double(targetDuration) / 2 }
            .map { Double(8 * $0.bytes.count) / $0.announced }.max() ?? 0
    }

    /// The sound of the segments one after the other, as ffmpeg decodes it: two channels at 48 kHz.
    func sound(in folder: String) async throws -> PCM {
        try await FFmpegDecoder.decode(segments: segments.map(\.path), channels: 2, in: folder)
    }

    /// The address of a rendition's master playlist, at the cache.
    static func master(of rendition: String, in world: RoadWaveWorld) async throws -> String {
        try await folder(in: world) + (rendition == "mp3" ? "/master.m3u8" : "/master-aac.m3u8")
    }

    private static func folder(in world: RoadWaveWorld) async throws -> String {
        "\(try await world.base(ofRegion: 0))/replays/\(try await world.finishedLive())"
    }

    /// Fetches everything that the playlists of a rendition list.
    static func fetch(_ rendition: String, of world: RoadWaveWorld) async throws -> ReplayWitness {
        let folder = try await folder(in: world)
        let master = try await master(of: rendition, in: world)
        let variantsAnswer = await HTTPWitness().request(master)
        let variants = variantsAnswer?.text ?? ""
        let bandwidth = variants.firstMatch(of: /[:,]BANDWIDTH=(\d+)/).flatMap { Int($0.1) } ?? 0
        let codecs = variants.firstMatch(of: /CODECS="([^"]*)"/).map { String($0.1) } ?? "aucun"
        let media = variants.split(whereSeparator: \.isNewline).first { !$0.hasPrefix("#") } ?? ""
        let playlistAnswer = await HTTPWitness().request("\(folder)/\(media)")
        let playlist = playlistAnswer?.text ?? ""
        let target = playlist.firstMatch(of: /#EXT-X-TARGETDURATION:(\d+)/).flatMap { Int($0.1) } ?? 0
        var (segments, announced): ([Segment], Double) = ([], 0)
        for line in playlist.split(whereSeparator: \.isNewline) {
            if let found = line.firstMatch(of: /#EXTINF:([0-9.]+)/) { announced = Double(found.1) ?? 0 }
            guard !line.hasPrefix("#") else { continue }
            let address = "\(folder)/\(media.split(separator: "/").dropLast().joined(separator: "/"))/\(line)"
            let answer = await HTTPWitness().request(address)
            let path = "\(world.folder)/\(rendition)-\(segments.count).ts"
            try Data(answer?.body ?? []).write(to: URL(fileURLWithPath: path))
            let probe = answer?.status == 200 ? try await FFprobe.examine(path) : nil
            segments.append(
                Segment(
                    announced: announced, status: answer?.status ?? 0, type: answer?.headers["content-type"] ?? "aucun",
                    bytes: answer?.body ?? [], path: path, probe: probe,
                    complaints: try await FFmpegDecoder.complaints(about: path)))
        }
        return ReplayWitness(
            master: master, codecs: codecs, bandwidth: bandwidth,
            types: [variantsAnswer, playlistAnswer].map { $0?.headers["content-type"] ?? "aucun" }, playlist: playlist,
            targetDuration: target, segments: segments)
    }
}

extension FFmpegDecoder {
    /// What ffmpeg says when it decodes a file alone; empty when nothing is wrong.
    static func complaints(about path: String) async throws -> String {
        let result = try await Subprocess.run(
            .name("ffmpeg"), arguments: ["-v", "error", "-i", path, "-f", "null", "-"], output: .discarded,
            error: .string(limit: 8 << 20))
        return result.standardError
    }

    /// The sound of an address, as 48 kHz PCM of one channel, or of two.
    static func decode(address: String, channels: Int = 1) async throws -> PCM {
        let result = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: ["-v", "error", "-i", address, "-f", "f32le", "-ac", "\(channels)", "-ar", "48000", "pipe:1"],
            output: .bytes(limit: 48_000 * 4 * 300 * channels), error: .string(limit: 8 << 20))
        let samples = result.standardOutput.withUnsafeBytes { raw in
            (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
        return PCM(samples: samples, channels: channels)
    }
}

extension FFprobe {
    /// The bytes of each audio packet of a file.
    static func packetSizes(_ path: String) async throws -> [Int] {
        let result = try await Subprocess.run(
            .name("ffprobe"),
            arguments: ["-v", "error", "-select_streams", "a", "-show_entries", "packet=size", "-of", "csv=p=0", path],
            output: .string(limit: 16 << 20), error: .string(limit: 8 << 20))
        return result.standardOutput.split(whereSeparator: \.isNewline).compactMap {
            Int($0.prefix { $0.isNumber })
        }
    }

    /// A tag of a file, as ffprobe reads it.
    static func tag(_ name: String, of path: String) async throws -> String? {
        let result = try await Subprocess.run(
            .name("ffprobe"),
            arguments: ["-v", "error", "-show_entries", "format_tags=\(name)", "-of", "default=nw=1:nk=1", path],
            output: .string(limit: 65_536), error: .string(limit: 65_536))
        return result.standardOutput.split(whereSeparator: \.isNewline).first.map { String($0) }
    }
}
