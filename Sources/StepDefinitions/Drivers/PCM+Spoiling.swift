internal import Foundation
internal import RoadWaveMedia

/// What a sabotage does to a sound of 48 kHz. Times are seconds of the sound.
extension PCM {
    /// Nothing is heard on one side.
    mutating func mute(channel: Int) {
        for index in stride(from: channel, to: samples.count, by: channels) { samples[index] = 0 }
    }

    /// What was heard on the left is heard on the right.
    mutating func swapChannels() {
        for index in stride(from: 0, to: samples.count - 1, by: 2) { samples.swapAt(index, index + 1) }
    }

    /// The sound, or a stretch of it, is louder or softer.
    mutating func amplify(decibels: Double, _ seconds: Range<Double> = 0..<86_400) {
        let factor = Float(pow(10, decibels / 20))
        for index in place(of: seconds.lowerBound)..<place(of: seconds.upperBound) { samples[index] *= factor }
    }

    /// A stretch is missing, and what follows comes earlier.
    mutating func cut(_ seconds: Range<Double>) {
        samples.removeSubrange(place(of: seconds.lowerBound)..<place(of: seconds.upperBound))
    }

    /// Nothing is heard for a while, and what follows comes later.
    mutating func insertSilence(seconds: Double, at second: Double) {
        let count = Int(seconds * 48_000) * channels
        samples.insert(contentsOf: [Float](repeating: 0, count: count), at: place(of: second))
    }

    /// Every second begins with so much silence; nothing moves.
    mutating func punchHoles(seconds: Double) {
        for start in 0..<max(1, frameCount / 48_000) {
            for index in place(of: Double(start))..<place(of: Double(start) + seconds) { samples[index] = 0 }
        }
    }

    /// A tone at full scale: ten milliseconds change no loudness, and the peak is there.
    mutating func addPeak(at second: Double) {
        let first = place(of: second)
        for index in first..<place(of: second + 0.01) {
            samples[index] = Float(sin(2 * Double.pi * 1_000 * Double((index - first) / channels) / 48_000))
        }
    }

    /// The index of the first sample of a moment, no later than the end.
    private func place(of second: Double) -> Int {
        min(Int((second * 48_000).rounded()) * channels, samples.count)
    }
}
