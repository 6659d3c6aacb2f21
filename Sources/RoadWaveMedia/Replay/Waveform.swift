/// A picture of a replay's sound: its largest samples in pieces of equal length.
public struct Waveform: Sendable, Hashable, Codable {
    /// How many pieces the sound is divided into; a short one has fewer.
    public static let pointCount = 1_500

    /// The largest sample of each piece, 255 being full scale.
    public var peaks: [UInt8]
    /// Samples of a piece at 48 kHz.
    public var samplesPerPeak: Int
}

/// Draws a waveform from sound whose length is known, as it comes.
struct WaveformMeter {
    private let samplesPerPeak: Int
    private var peaks: [UInt8] = []
    private var largest: Float = 0
    private var frames = 0

    init(frameCount: Int) {
        samplesPerPeak = max(1, (frameCount + Waveform.pointCount - 1) / Waveform.pointCount)
        peaks.reserveCapacity(Waveform.pointCount)
    }

    mutating func append(_ pcm: PCM) {
        pcm.samples.withUnsafeBufferPointer { samples in
            var start = 0
            while start < samples.count {
                let count = min(samples.count - start, 2 * (samplesPerPeak - frames))
                largest = max(
                    largest, Samples.largest(of: UnsafeBufferPointer(rebasing: samples[start..<start + count])))
                frames += count / 2
                start += count
                if frames == samplesPerPeak { endPeak() }
            }
        }
    }

    mutating func finish() -> Waveform {
        if frames > 0 { endPeak() }
        return Waveform(peaks: peaks, samplesPerPeak: samplesPerPeak)
    }

    private mutating func endPeak() {
        peaks.append(UInt8(min(255, max(0, (largest * 255).rounded()))))
        largest = 0
        frames = 0
    }
}
