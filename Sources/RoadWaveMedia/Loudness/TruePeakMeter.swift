/// The largest true peak of one channel as it comes.
///
/// Only what may exceed the largest one so far is oversampled: after a loud beginning that is little.
struct TruePeakMeter: Sendable {
    /// Linear: 1 is full scale. What comes within 16 samples of the end counts from ``finish()`` on.
    private(set) var peak: Float = 0

    private var interpolator = TruePeakInterpolator()
    /// The samples that are not done with, after those that a filter reaches back to.
    private var samples = [Float](repeating: 0, count: TruePeakInterpolator.before)
    private var peaks = [Float](repeating: 0, count: TruePeakInterpolator.blockFrames)

    mutating func append(_ pcm: PCM, channel: Int) {
        samples += Samples.channel(channel, of: pcm.channels, in: pcm.samples)
        measure()
    }

    mutating func finish() {
        samples += [Float](repeating: 0, count: TruePeakInterpolator.blockFrames + TruePeakInterpolator.after)
        measure()
    }

    private mutating func measure() {
        let before = TruePeakInterpolator.before
        let block = TruePeakInterpolator.blockFrames
        var start = before
        while start + block + TruePeakInterpolator.after <= samples.count {
            samples.withUnsafeBufferPointer { input in
                peaks.withUnsafeMutableBufferPointer { peaks in
                    guard let input = input.baseAddress, let output = peaks.baseAddress else { return }
                    output.update(repeating: 0, count: block)
                    if interpolator.raise(output, to: input + start, count: block, above: peak) {
                        peak = max(peak, Samples.largest(of: UnsafeBufferPointer(peaks)))
                    }
                }
            }
            start += block
        }
        samples.removeFirst(start - before)
    }
}
