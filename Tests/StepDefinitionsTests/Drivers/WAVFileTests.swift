import Foundation
import RoadWaveMedia
import Testing

@testable import StepDefinitions

@Suite("WAV file")
struct WAVFileTests {
    @Test("what is written is what FFmpeg's libraries read, within a step of 16 bits")
    func roundTrip() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).wav").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var tone = ToneGenerator(frequency: 440)
        let sound = tone.next(frames: 4_800)
        try WAVFile.write(sound, to: path)
        let read = try AudioFile.decode(path: path, channels: 1)
        #expect(read.sampleRate == 48_000)
        #expect(read.frameCount == sound.frameCount)
        let differences = zip(read.samples, sound.samples).map { abs($0 - $1) }
        #expect((differences.max() ?? 1) < 2 / 32_768)
    }

    @Test("what is over full scale is cut, not wrapped")
    func clipping() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).wav").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try WAVFile.write(PCM(samples: [2, -2, 0], channels: 1), to: path)
        let bytes = Array(try Data(contentsOf: URL(filePath: path)).suffix(6))
        #expect(bytes == [0xFF, 0x7F, 0x01, 0x80, 0, 0])
    }
}
