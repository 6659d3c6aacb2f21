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
        samples.reserveCapacity(samples.count + pcm.frameCount)
        pcm.samples.withUnsafeBufferPointer { input in
            var index = channel
            while index < input.count {
                samples.append(input[index])
                index &+= pcm.channels
            }
        }
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
            for index in peaks.indices { peaks[index] = 0 }
            samples.withUnsafeBufferPointer { input in
                peaks.withUnsafeMutableBufferPointer { peaks in
                    guard let input = input.baseAddress, let output = peaks.baseAddress else { return }
                    interpolator.raise(output, to: input + start, count: block, above: peak)
                }
            }
            peak = max(peak, Samples.largest(of: peaks))
            start += block
        }
        samples.removeFirst(start - before)
    }
}
