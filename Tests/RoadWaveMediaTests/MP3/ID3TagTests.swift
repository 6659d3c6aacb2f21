import Foundation
import Testing

@testable import RoadWaveMedia

@Suite("ID3 tag")
struct ID3TagTests {
    private struct Report: Decodable {
        struct Format: Decodable { let tags: [String: String] }
        struct Chapter: Decodable {
            let start: Double
            let end: Double
            let tags: [String: String]

            enum CodingKeys: String, CodingKey {
                case start = "start_time"
                case end = "end_time"
                case tags
            }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                start = Double(try container.decode(String.self, forKey: .start)) ?? -1
                end = Double(try container.decode(String.self, forKey: .end)) ?? -1
                tags = try container.decode([String: String].self, forKey: .tags)
            }
        }
        let format: Format
        let chapters: [Chapter]
    }

    private func report(on tag: ID3Tag, seconds: Double = 2) throws -> Report {
        let encoder = try MP3Encoder()
        let pcm = PCM.silence(frames: Int(seconds * 48_000), channels: 2)
        let frames = try encoder.encode(pcm) + encoder.finish()
        let file = try tag.serialized(length: Int64(pcm.frameCount)) + encoder.infoFrame() + frames.flatMap(\.bytes)
        let json = try FFmpegWitness.probe(file, ["-show_format", "-show_chapters"])
        return try JSONDecoder().decode(Report.self, from: json)
    }

    @Test("FFmpeg reads title, creator, date and chapters", .enabled(if: FFmpegWitness.isInstalled))
    func witness() throws {
        let report = try report(
            on: ID3Tag(
                title: "La pluie à Brest", creator: "Zoé", date: "2026-01-31T20:15:00",
                chapters: [.init(start: 0, title: "Début"), .init(start: 57_600, title: "Après la coupure")]))
        #expect(report.format.tags["title"] == "La pluie à Brest")
        #expect(report.format.tags["artist"] == "Zoé")
        #expect(report.format.tags["date"] == "2026-01-31T20:15:00")
        #expect(report.chapters.map(\.tags) == [["title": "Début"], ["title": "Après la coupure"]])
        #expect(report.chapters.map(\.start) == [0, 1.2])
        #expect(report.chapters.map(\.end) == [1.2, 2])
    }

    @Test(
        "long and hostile titles, and hundreds of chapters, give a tag that can be read",
        .enabled(if: FFmpegWitness.isInstalled))
    func bounds() throws {
        let chapters = (0..<400).map { ID3Tag.Chapter(start: Int64($0 * 100), title: "\($0)\0") }
        let report = try report(
            on: ID3Tag(
                title: String(repeating: "é", count: 100_000), creator: "\0a\0", date: "", chapters: chapters))
        #expect(report.format.tags["title"]?.count == 2_048)
        #expect(report.format.tags["artist"] == "a")
        #expect(report.chapters.count == 255)
    }

    @Test("the size in the header is that of what follows, seven bits a byte")
    func size() {
        let tag = ID3Tag(title: String(repeating: "a", count: 300), creator: "", date: "2026").serialized(length: 0)
        #expect(Array(tag.prefix(6)) == Array("ID3".utf8) + [4, 0, 0])
        #expect(tag[6..<10].allSatisfy { $0 < 0x80 })
        #expect(tag[6..<10].reduce(0) { $0 << 7 | Int($1) } == tag.count - 10)
    }
}
