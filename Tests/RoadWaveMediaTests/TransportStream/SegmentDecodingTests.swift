import Foundation
import RoadWaveMedia
import Testing

@Suite("Decoding segments")
struct SegmentDecodingTests {
    @Test("all segments together give the source back, exact to the sample and without a gap")
    func joined() throws {
        let broadcast = try SegmentedBroadcast()
        let heard = try AudioFile.decode(broadcast.joined, channels: 1)
        let match = try Correlation.locate(broadcast.source, in: heard)
        // The priming comes first, then frame 0 of the source.
        #expect(match.offset == broadcast.configuration.initialPadding)
        #expect(match.coefficient > 0.95)
        #expect(try Correlation.gaps(of: broadcast.source, in: heard, at: match.offset).isEmpty)
    }

    @Test("the first 100 ms of the source are in the first segment")
    func start() throws {
        let broadcast = try SegmentedBroadcast(seconds: 4)
        let heard = try AudioFile.decode(broadcast.segments[0], channels: 1)
        let windows = try Correlation.windows(
            of: broadcast.source.frames(0..<4_800), in: heard, at: broadcast.configuration.initialPadding)
        #expect(windows.map { $0.isPresent && !$0.isSilent } == [true])
    }

    @Test("each segment alone decodes to its part of the source")
    func alone() throws {
        let broadcast = try SegmentedBroadcast(seconds: 8)
        for (segment, frames) in zip(broadcast.segments, broadcast.frames).dropFirst().prefix(3) {
            let heard = try AudioFile.decode(segment, channels: 1)
            #expect(heard.frameCount == frames.count * 1024)
            let begin = try #require(frames.first).presentationTime
            // The first frame lacks the half of its overlap that the segment before holds.
            let part = broadcast.source.frames(begin + 1024..<begin + heard.frameCount)
            let match = try Correlation.locate(part, in: heard)
            #expect(match.offset == 1024)
            #expect(match.coefficient > 0.95)
        }
    }

    @Test("stereo keeps its two channels apart")
    func stereo() throws {
        var left = SpeechLikeSignal(seed: 1)
        var right = SpeechLikeSignal(seed: 2)
        let source = PCM(
            samples: zip(left.next(seconds: 3).samples, right.next(seconds: 3).samples).flatMap { [$0, $1] },
            channels: 2)
        let encoder = try AACEncoder(channels: 2, bitrate: 96_000)
        let muxer = try TransportStreamMuxer(encoder.configuration)
        for frame in try encoder.encode(source) + encoder.finish() { try muxer.append(frame) }
        let heard = try AudioFile.decode(muxer.cut(), channels: 2)
        for channel in 0...1 {
            let match = try Correlation.locate(source.channel(channel), in: heard.channel(channel))
            #expect(match.offset == 1024)
            #expect(match.coefficient > 0.95)
        }
    }

    @Test(
        "ffprobe reads each segment as 2 s of AAC-LC at 48 kHz, each where the last ended",
        .enabled(if: FFprobe.isInstalled))
    func witness() throws {
        let broadcast = try SegmentedBroadcast(seconds: 8)
        var end: Double?
        for segment in broadcast.segments.prefix(3) {
            let report = try FFprobe.report(on: segment)
            let stream = try #require(report.streams.first)
            #expect(stream.codecName == "aac")
            #expect(stream.profile == "LC")
            #expect(stream.sampleRate == "48000")
            #expect(stream.channels == 1)
            // It takes the start of the last PES packet and one access unit for the end.
            #expect(abs((Double(stream.duration ?? "") ?? 0) - 2) <= 1024.0 / 48_000)
            let times = report.packets.compactMap { Double($0.time) }
            let first = try #require(times.first)
            if let end { #expect(abs(first - end) < 1e-4) }
            end = try #require(times.last) + 1024.0 / 48_000
            #expect(abs(Double(times.count * 1024) / 48_000 - 2) <= 1024.0 / 48_000)
        }
    }
}

extension PCM {
    /// One channel alone.
    fileprivate func channel(_ index: Int) -> PCM {
        PCM(samples: stride(from: index, to: samples.count, by: channels).map { samples[$0] }, channels: 1)
    }
}

/// The witness that nobody here wrote.
private enum FFprobe {
    struct Report: Decodable {
        let streams: [Stream]
        let packets: [Packet]
    }

    struct Stream: Decodable {
        let codecName: String
        let profile: String?
        let sampleRate: String
        let duration: String?
        let channels: Int

        enum CodingKeys: String, CodingKey {
            case codecName = "codec_name"
            case profile
            case sampleRate = "sample_rate"
            case duration
            case channels
        }
    }

    struct Packet: Decodable {
        /// In seconds.
        let time: String

        enum CodingKeys: String, CodingKey { case time = "pts_time" }
    }

    private static let path = "/usr/bin/ffprobe"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    static func report(on bytes: [UInt8]) throws -> Report {
        let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).ts")
        try Data(bytes).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-v", "quiet", "-of", "json", "-show_streams", "-show_packets", url.path()]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode(Report.self, from: data)
    }
}
