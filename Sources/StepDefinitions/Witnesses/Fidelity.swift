internal import Foundation
internal import RoadWaveMedia

/// Whether what was heard is what was said, all of it and in its place.
struct Fidelity: Sendable {
    /// Normalised correlation of the whole with the voice: 1 is the same sound.
    var correlation = 0.0
    /// Seconds of the voice that precede the first sound heard.
    var missingAtStart = Double.infinity
    /// Windows of 100 ms where the voice speaks and something else, or nothing, is heard.
    var damagedWindows = Int.max
    /// Where those are, in seconds of the voice, and how much of them is left.
    var damages: [String] = []
    /// Seconds of the voice that were compared.
    var compared = 0.0

    /// Lays the voice on the sound by correlation, then compares them window by window.
    static func measure(_ sound: PCM, with voice: PCM) throws -> Fidelity {
        guard sound.frameCount > 0, voice.frameCount > 0 else { return Fidelity() }
        let match = try Correlation.locate(sound, in: voice)
        // The voice's frame 0 lies at this frame of the sound; before it, the codecs' own delay.
        let start = -match.offset
        let said = voice.frames(0..<max(0, sound.frameCount - start))
        // What precedes the first sound heard is missing, not damaged.
        let damaged = try Correlation.windows(of: said, in: sound, at: start).filter {
            !$0.isPresent && $0.frames.lowerBound + start >= 0
        }
        return Fidelity(
            correlation: match.coefficient, missingAtStart: max(0, Double(-start) / Double(sound.sampleRate)),
            damagedWindows: damaged.count,
            damages: damaged.map { window in
                let start = Double(window.frames.lowerBound) / Double(voice.sampleRate)
                return String(format: "%.1f s : %.2f", start, window.coefficient)
            }, compared: Double(said.frameCount) / Double(voice.sampleRate))
    }
}
