internal import Foundation

/// Three resonances in parallel, one for each formant.
struct VocalTract {
    private var resonances = [Resonance(), Resonance(), Resonance()]

    /// Widths in hertz and gains of the formants, the lower the louder, as in speech.
    private static let shapes: [(width: Float, gain: Float)] = [(90, 1), (120, 0.5), (180, 0.2)]

    /// Moves the formants; what resonates goes on, so that there is no click.
    mutating func shape(_ syllable: Syllable) {
        for (index, (formant, shape)) in zip(syllable.formants, Self.shapes).enumerated() {
            resonances[index].tune(centre: formant, width: shape.width, gain: shape.gain)
        }
    }

    mutating func filter(_ sample: Float) -> Float {
        var sum: Float = 0
        for index in resonances.indices { sum += resonances[index].filter(sample) }
        // The loudest resonances stay under full scale.
        return max(-0.98, min(0.98, sum))
    }
}

/// A two-pole resonator.
private struct Resonance {
    private var input: Float = 0
    private var feedback1: Float = 0
    private var feedback2: Float = 0
    private var last: Float = 0
    private var beforeLast: Float = 0

    mutating func tune(centre: Float, width: Float, gain: Float) {
        let radius = exp(-Float.pi * width / 48_000)
        feedback1 = 2 * radius * cos(2 * Float.pi * centre / 48_000)
        feedback2 = -radius * radius
        input = gain * (1 - radius)
    }

    mutating func filter(_ sample: Float) -> Float {
        let output = input * sample + feedback1 * last + feedback2 * beforeLast
        beforeLast = last
        last = output
        return output
    }
}
