import Foundation
import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import Subprocess

/// The programme of the demo: a sound that repeats without end.
struct DemoProgramme: Sendable {
    /// Its description, for people.
    let description: String
    private let sound: PCM

    private static let text = """
        Bonjour, et bienvenue sur RoadWave, la radio de la route. Ce direct est parlé par une machine, envoyé en Web R T C, \
        découpé en segments de deux secondes, et lu par votre lecteur. Si vous m'entendez sans coupure, tout va bien. \
        La route est belle, la circulation est fluide, et nous sommes ensemble jusqu'à ce que vous arrêtiez le programme.
        """

    /// Spoken French where espeak-ng is installed, tones elsewhere.
    static func prepare() async throws -> DemoProgramme {
        if let voice = try await speech() {
            return DemoProgramme(description: "spoken French (espeak-ng)", sound: voice)
        }
        var tones = PCM.silence(frames: 0, channels: 1)
        // A scale of A major: a listener hears at once whether a note is missing.
        for frequency in [440.0, 493.9, 554.4, 587.3, 659.3, 740.0, 830.6, 880.0] {
            var note = ToneGenerator(frequency: frequency)
            try tones.append(note.next(frames: 24_000))
            try tones.append(.silence(frames: 24_000, channels: 1))
        }
        return DemoProgramme(description: "tones (install espeak-ng to hear speech)", sound: tones)
    }

    private static func speech() async throws -> PCM? {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("roadwave-\(UUID().uuidString).wav")
        defer { try? FileManager.default.removeItem(at: file) }
        let spoken = try? await Subprocess.run(
            .name("espeak-ng"), arguments: ["-v", "fr", "-s", "150", "-w", file.path, text], output: .discarded)
        guard spoken?.terminationStatus.isSuccess == true else { return nil }
        var voice = try AudioFile.decode(path: file.path, channels: 1)
        try voice.append(.silence(frames: voice.sampleRate, channels: 1))
        return voice
    }

    /// Sends the programme in real time, for `seconds` or until the task is cancelled.
    func send(by publisher: AudioPublisher, noting sending: DemoSending, seconds: Int?) async throws {
        var sent = 0
        while sent < seconds ?? .max {
            do {
                try await publisher.send(second(sent))
            } catch is Publisher.Disconnection {
                throw CommandError(message: "the node ended the demo's live")
            }
            sent += 1
            await sending.note(second: sent)
        }
    }

    private func second(_ number: Int) -> PCM {
        let start = number * sound.sampleRate
        return PCM(
            samples: (start..<start + sound.sampleRate).map { sound.samples[$0 % sound.frameCount] }, channels: 1)
    }
}
