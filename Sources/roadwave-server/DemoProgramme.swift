import Foundation
import Media
import RoadWaveClient
import Subprocess

/// What the demo broadcasts: a sound without end, made of one that begins again.
struct DemoProgramme: Sendable {
    /// What it is, for people.
    let description: String
    private let sound: PCM

    /// A packet is 20 ms.
    private static let packetFrames = 960

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
    func send(by publisher: LivePublisher, noting sending: DemoSending, seconds: Int?) async throws {
        let encoder = try OpusEncoder(channels: 1, bitrate: 48_000)
        let start = ContinuousClock.now
        let end = seconds.map { $0 * 48_000 } ?? .max
        var sent = 0
        while sent < end {
            let packet = try encoder.encode(frames(at: sent))
            guard await publisher.send(opus: packet, duration: Self.packetFrames) else {
                throw CommandError(message: "the node ended the demo's live")
            }
            sent += Self.packetFrames
            if sent % 48_000 == 0 { await sending.note(second: sent / 48_000) }
            // why: the pace of the programme, 20 ms at a time.
            try await Task.sleep(until: start + .milliseconds(sent / 48), clock: .continuous)
        }
    }

    private func frames(at position: Int) -> PCM {
        var packet = PCM.silence(frames: 0, channels: 1)
        for index in position..<position + Self.packetFrames {
            packet.samples.append(sound.samples[index % sound.frameCount])
        }
        return packet
    }
}
