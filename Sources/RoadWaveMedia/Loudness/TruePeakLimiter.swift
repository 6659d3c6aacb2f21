/// Keeps the true peak of stereo sound at 48 kHz under a ceiling, and touches nothing else.
///
/// It looks 5 ms ahead, turns both channels down together, and lets go within about 80 ms. It gives out as many frames as
/// it takes, in the same places, some of them in later calls.
/// See docs/decisions/replay.md, « One gain and a limiter ».
public struct TruePeakLimiter: Sendable {
    /// 6 dB, linear: what is held down by more counts as ``heldShare``.
    static let heldGain: Float = 0.501_187

    /// The true peak that is kept, linear.
    public let ceiling: Float
    private var interpolator = TruePeakInterpolator()
    private var envelope = LimiterEnvelope()
    /// The frames that were not given out, after those that a filter reaches back to.
    private var left: [Float]
    private var right: [Float]
    /// How many of them are known what they bear, and how many were given out.
    private var measuredFrames = 0
    /// Gains at the beginnings of the cells that were not given out; the first is that of the first frame.
    private var gains: [Float] = []
    /// Cells that are no sound: those that the envelope looks back to at the start.
    private var leadingCells = LimiterEnvelope.lookahead
    private var remainingFrames = 0
    private var cells = 0
    private var heldCells = 0
    private var peaks = [Float](repeating: 0, count: TruePeakInterpolator.blockFrames)

    /// A limiter.
    /// - Parameter ceiling: the true peak to keep, linear, over 0.
    public init(ceiling: Float) {
        self.ceiling = max(.leastNormalMagnitude, ceiling)
        left = [Float](repeating: 0, count: TruePeakInterpolator.before)
        right = left
        for _ in 0..<LimiterEnvelope.lookahead { _ = envelope.append(1) }
    }

    /// The part of the sound given out that was held down by 6 dB or more, 0 to 1.
    public var heldShare: Double { cells > 0 ? Double(heldCells) / Double(cells) : 0 }

    /// Adds frames and gives out those that are done.
    /// - Parameter factor: the gain that is applied to the frames before the limiter.
    /// - Throws: `invalidArgument` unless the sound is stereo at 48 kHz.
    public mutating func process(_ pcm: PCM, times factor: Float = 1) throws(MediaError) -> PCM {
        try pcm.check(channels: 2, sampleRate: 48_000)
        remainingFrames += pcm.frameCount
        append(pcm.samples, times: factor)
        return advance()
    }

    /// Gives out the rest.
    public mutating func finish() -> PCM {
        let padding =
            LimiterEnvelope.cellFrames * (LimiterEnvelope.lookahead + 2) + TruePeakInterpolator.after
            + TruePeakInterpolator.blockFrames
        append([Float](repeating: 0, count: 2 * padding))
        return advance()
    }

    private mutating func append(_ samples: [Float], times factor: Float = 1) {
        left += Samples.channel(0, of: 2, in: samples, times: factor)
        right += Samples.channel(1, of: 2, in: samples, times: factor)
    }

    private mutating func advance() -> PCM {
        measure()
        let output = give()
        let used = output.frameCount
        left.removeFirst(used)
        right.removeFirst(used)
        measuredFrames -= used
        remainingFrames -= used
        return output
    }

    /// Finds what the frames bear that are known far enough ahead.
    private mutating func measure() {
        let block = TruePeakInterpolator.blockFrames
        let known = left.count - TruePeakInterpolator.before - TruePeakInterpolator.after
        while measuredFrames + block <= known {
            let start = TruePeakInterpolator.before + measuredFrames
            peaks.withUnsafeMutableBufferPointer { peaks in
                guard let output = peaks.baseAddress else { return }
                output.update(repeating: 0, count: block)
                let isLeftNear = left.withUnsafeBufferPointer { left in
                    guard let left = left.baseAddress else { return false }
                    return interpolator.raise(output, to: left + start, count: block, above: ceiling)
                }
                let isRightNear = right.withUnsafeBufferPointer { right in
                    guard let right = right.baseAddress else { return false }
                    return interpolator.raise(output, to: right + start, count: block, above: ceiling)
                }
                let isNear = isLeftNear || isRightNear
                for cell in 0..<block / LimiterEnvelope.cellFrames {
                    let part = UnsafeBufferPointer(
                        start: output + cell * LimiterEnvelope.cellFrames, count: LimiterEnvelope.cellFrames)
                    let peak = isNear ? Samples.largest(of: part) : 0
                    let gain = envelope.append(peak > ceiling ? ceiling / peak : 1)
                    if leadingCells > 1 { leadingCells -= 1 } else { gains.append(gain) }
                }
            }
            measuredFrames += block
        }
    }

    /// The frames whose gain is known at both ends of their cell.
    private mutating func give() -> PCM {
        let size = LimiterEnvelope.cellFrames
        let count = min(max(0, gains.count - 1), (remainingFrames + size - 1) / size)
        let frames = min(count * size, remainingFrames)
        let start = TruePeakInterpolator.before
        let samples = [Float](unsafeUninitializedCapacity: 2 * frames) { output, written in
            left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in
                    for cell in 0..<count {
                        var gain = gains[cell]
                        let step = (gains[cell + 1] - gain) / Float(size)
                        cells += 1
                        if gain < Self.heldGain { heldCells += 1 }
                        var frame = cell &* size
                        let end = min(frame + size, frames)
                        while frame < end {
                            output[2 &* frame] = left[start &+ frame] * gain
                            output[2 &* frame &+ 1] = right[start &+ frame] * gain
                            gain += step
                            frame &+= 1
                        }
                    }
                }
            }
            written = 2 * frames
        }
        gains.removeFirst(count)
        return PCM(samples: samples, channels: 2)
    }
}
