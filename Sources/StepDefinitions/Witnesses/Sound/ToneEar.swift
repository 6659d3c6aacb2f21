internal import Foundation
internal import RoadWaveTestServices
internal import Subprocess

/// Tells by ear which creator of a crowd is heard in which live: each says a tone of its own.
enum ToneEar {
    /// How many segments one ffmpeg decodes.
    private static let batch = 20
    private static let sampleRate = 8_000

    /// Of each live, how much of its sound is the tone that its creator says, 0…1: 1 when nothing else is heard.
    /// - Parameters:
    ///   - tones: what the creator of each live says, in hertz.
    ///   - urls: where a segment of each live is.
    static func purities(of tones: [String: Double], at urls: [String: String], in folder: String) async throws
        -> [String: Double]
    {
        let http = HTTPWitness()
        var purities: [String: Double] = [:]
        var lives = Array(tones.keys)
        while !lives.isEmpty {
            let part = lives.prefix(batch)
            lives.removeFirst(part.count)
            var fetched: [String] = []
            for id in part {
                guard let url = urls[id], let answer = await http.persistently(url), answer.status == 200 else {
                    continue
                }
                try Data(answer.body).write(to: URL(filePath: "\(folder)/\(id).ts"))
                fetched.append(id)
            }
            try await decode(fetched, in: folder)
            for id in fetched {
                let sound = (try? Data(contentsOf: URL(filePath: "\(folder)/\(id).f32"))) ?? Data()
                purities[id] = purity(of: sound, at: tones[id] ?? 0)
            }
        }
        return purities
    }

    private static func decode(_ names: [String], in folder: String) async throws {
        guard !names.isEmpty else { return }
        var arguments = ["-v", "error", "-y", "-nostdin"]
        for name in names { arguments += ["-i", "\(folder)/\(name).ts"] }
        for (index, name) in names.enumerated() {
            arguments += [
                "-map", "\(index):a", "-ac", "1", "-ar", "\(sampleRate)", "-f", "f32le", "\(folder)/\(name).f32",
            ]
        }
        _ = try await Subprocess.run(
            .name("ffmpeg"), arguments: .init(arguments), output: .discarded, error: .string(limit: 8 << 20))
    }

    /// The share of the energy that is at one frequency: the product with its sine and cosine (Goertzel), over a second.
    private static func purity(of sound: Data, at frequency: Double) -> Double {
        // The first 0.2 s may be the encoder's beginning.
        let first = sampleRate / 5
        let count = min(sound.count / 4 - first, sampleRate)
        guard count >= sampleRate / 2 else { return 0 }
        let samples = sound.withUnsafeBytes { raw in
            (first..<first + count).map { Double(raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self)) }
        }
        var (real, imaginary, energy) = (0.0, 0.0, 1e-9)
        for (index, sample) in samples.enumerated() {
            let angle = 2 * Double.pi * frequency * Double(index) / Double(sampleRate)
            real += sample * cos(angle)
            imaginary += sample * sin(angle)
            energy += sample * sample
        }
        return 2 * (real * real + imaginary * imaginary) / (Double(count) * energy)
    }
}
