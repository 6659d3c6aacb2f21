import Foundation
import Testing

@testable import roadwave_bench

@Suite("The gate of a replay")
struct ReplayGateTests {
    @Test("a replay at -14 LUFS with a true peak under -1 dBTP passes")
    func passes() throws {
        let gate = try ReplayGate(metadata: Self.metadata(loudness: "-14.299", truePeak: "0.891"))
        #expect(gate.refusals.isEmpty)
        #expect(gate.loudness == -14.299)
        #expect(abs(gate.truePeakDecibels + 1.0) < 0.01)
    }

    @Test(
        "a level outside of the tolerance is refused, and one that is no number",
        arguments: [("-13.68", "0.5"), ("-14.32", "0.5"), ("-70.000", "0.000"), ("nan", "0.5"), ("-14.0", "nan")])
    func level(loudness: String, truePeak: String) throws {
        #expect(try ReplayGate(metadata: Self.metadata(loudness: loudness, truePeak: truePeak)).refusals.count == 1)
    }

    @Test("a true peak of -0.96 dBTP is refused, which one digit would show as -1.0", arguments: ["0.895", "0.892"])
    func truePeak(text: String) throws {
        let gate = try ReplayGate(metadata: Self.metadata(loudness: "-14.0", truePeak: text))
        #expect(gate.refusals.count == 1)
    }

    @Test("the last values count, as they are those of the whole file")
    func last() throws {
        let gate = try ReplayGate(
            metadata: Self.metadata(loudness: "-23.0", truePeak: "0.1")
                + Self.metadata(loudness: "-14.0", truePeak: "0.9"))
        #expect(gate.loudness == -14)
        #expect(gate.truePeak == 0.9)
    }

    @Test(
        "a gate that reads nothing passes nothing",
        arguments: ["", "lavfi.r128.I=-14.0", "lavfi.r128.true_peak=0.5", "lavfi.r128.I=\nlavfi.r128.true_peak=0.5"])
    func nothing(metadata: String) {
        #expect(throws: BenchError.self) { try ReplayGate(metadata: metadata) }
    }

    /// What `ebur128` and `ametadata` print for 100 ms.
    private static func metadata(loudness: String, truePeak: String) -> String {
        """
        frame:1059 pts:5083200 pts_time:105.9
        lavfi.r128.M=-69.920
        lavfi.r128.S=-69.902
        lavfi.r128.I=\(loudness)
        lavfi.r128.LRA=1.760
        lavfi.r128.true_peaks_ch0=0.111
        lavfi.r128.true_peaks_ch1=0.111
        lavfi.r128.true_peak=\(truePeak)

        """
    }

    // MARK: Files, through FFmpeg.

    private static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/ffmpeg")

    /// An MP3 of 256 kbit/s: 20 s of a tone with 20 ms of a louder one, by their amplitudes.
    private func withGate(tone: Double, burst: Double, check: (ReplayGate) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "tone.mp3")
        let amplitude = "(\(tone)+\(burst - tone)*between(t,10,10.02))"
        _ = try MeasuredProcess.run(
            "/usr/bin/ffmpeg",
            [
                "-nostdin", "-v", "error", "-f", "lavfi", "-i", "aevalsrc='\(amplitude)*sin(2*PI*997*t)':s=48000",
                "-af", "pan=stereo|c0=c0|c1=c0", "-t", "20", "-c:a", "libmp3lame", "-b:a", "256k", "-reservoir", "0",
                file.path,
            ], output: folder.appending(path: "making.txt"))
        try check(ReplayGate(file: file, in: folder))
    }

    @Test("an MP3 of -0.96 dBTP is refused", .enabled(if: isInstalled))
    func peakOfFile() throws {
        try withGate(tone: 0.1995, burst: 0.893) { gate in
            #expect(abs(gate.truePeakDecibels + 0.96) < 0.015)
            #expect(gate.refusals == ["-0.96 dBTP"])
        }
    }

    @Test("an MP3 of -13.68 LUFS is refused", .enabled(if: isInstalled))
    func loudnessOfFile() throws {
        try withGate(tone: 0.2066, burst: 0.5) { gate in
            #expect(abs(gate.loudness + 13.68) < 0.015)
            #expect(gate.refusals.count == 1)
        }
    }

    @Test("an MP3 of -14 LUFS under -1 dBTP passes", .enabled(if: isInstalled))
    func goodFile() throws {
        try withGate(tone: 0.1995, burst: 0.8) { gate in #expect(gate.refusals.isEmpty) }
    }
}
