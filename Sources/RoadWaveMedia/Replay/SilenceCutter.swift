/// Leaves cuts out of stereo sound as it comes. Across a cut one side fades out while the other fades in, each with equal
/// power, as the noise of a room asks; at the ends the sound fades in or out alone.
struct SilenceCutter {
    private let cuts: [SilenceCut]
    private let total: Int64
    /// The cut that is next, or under way.
    private var index = 0
    /// Samples of sound taken.
    private var position: Int64 = 0
    /// What fades out before the cut under way, interleaved.
    private var tail: [Float] = []

    private static let fadeFrames = SilenceCut.fadeFrames

    /// - Parameters:
    ///   - cuts: in order, each longer than a fade.
    ///   - total: samples of sound that will come.
    init(cuts: [SilenceCut], total: Int64) {
        self.cuts = cuts
        self.total = total
    }

    /// Takes the next frames and gives those that are kept.
    mutating func process(_ pcm: PCM) -> PCM {
        let first = position
        let last = position + Int64(pcm.frameCount)
        defer { position = last }
        // Most sound is far from any cut.
        if let next = nextBorder(), next > last { return pcm }
        guard index < cuts.count else { return pcm }
        var output: [Float] = []
        output.reserveCapacity(pcm.samples.count)
        for frame in 0..<pcm.frameCount {
            take(pcm.samples[2 * frame], pcm.samples[2 * frame + 1], at: first + Int64(frame), into: &output)
        }
        return PCM(samples: output, channels: 2)
    }

    /// Where the next cut begins to be felt.
    private func nextBorder() -> Int64? {
        index < cuts.count ? cuts[index].start - Self.fadeFrames : nil
    }

    private mutating func take(_ left: Float, _ right: Float, at position: Int64, into output: inout [Float]) {
        guard index < cuts.count else {
            output.append(left)
            output.append(right)
            return
        }
        let cut = cuts[index]
        let half = SilenceCut.halfFade
        if cut.start == 0 {
            fadeIn(left, right, at: position - cut.end, into: &output)
        } else if cut.end == total {
            fadeOut(left, right, at: cut.start - position, into: &output)
        } else if position < cut.start - half {
            output.append(left)
            output.append(right)
        } else if position < cut.start + half {
            let gain = Self.falling(position - (cut.start - half))
            tail.append(left * gain)
            tail.append(right * gain)
        } else if position >= cut.end - half {
            let frame = position - (cut.end - half)
            let gain = Self.falling(Self.fadeFrames - 1 - frame)
            output.append(tail[2 * Int(frame)] + left * gain)
            output.append(tail[2 * Int(frame) + 1] + right * gain)
            if frame == Self.fadeFrames - 1 { endCut() }
        }
    }

    /// At the beginning: nothing before the cut's end, then a fade.
    private mutating func fadeIn(_ left: Float, _ right: Float, at frame: Int64, into output: inout [Float]) {
        guard frame >= 0 else { return }
        let gain = Self.falling(max(0, Self.fadeFrames - 1 - frame))
        output.append(left * gain)
        output.append(right * gain)
        if frame >= Self.fadeFrames - 1 { endCut() }
    }

    /// At the end: a fade before the cut's start, then nothing.
    private func fadeOut(_ left: Float, _ right: Float, at remaining: Int64, into output: inout [Float]) {
        guard remaining > 0 else { return }
        let gain = Self.falling(max(0, Self.fadeFrames - remaining))
        output.append(left * gain)
        output.append(right * gain)
    }

    private mutating func endCut() {
        index += 1
        tail = []
    }

    /// The gain of a frame of a fade to silence, from 1 to 0 with equal power: its square falls in a straight line.
    private static func falling(_ frame: Int64) -> Float {
        (1 - Float(frame) / Float(fadeFrames - 1)).squareRoot()
    }
}
