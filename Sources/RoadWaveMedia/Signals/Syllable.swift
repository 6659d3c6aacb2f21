/// One syllable of `SpeechLikeSignal`: what the throat does before the mouth shapes it.
struct Syllable {
    /// The centres of the three formants, in hertz.
    let formants: [Float]
    private let isVoiced: Bool
    private let length: Int
    /// Frames of stop after the sound, at most 50 ms.
    private let stop: Int
    private let loudness: Float
    private let pitchStart: Float
    private let pitchEnd: Float
    private var position = 0
    /// Where the vocal folds are in their turn, 0 to 1.
    private var phase: Float = 0
    private var folds = VocalFolds()

    /// The ranges are those of adult speech: 3 to 7 syllables a second, a voice of 90 to 240 Hz (Peterson and Barney,
    /// "Control methods used in a study of the vowels", 1952, for the formants).
    init(random: inout SplitMix64) {
        isVoiced = random.float(in: 0...1) < 0.8
        length = Int(random.float(in: 6_000...14_000))
        stop = Int(random.float(in: 480...2_400))
        loudness = random.float(in: 0.6...1)
        pitchStart = random.float(in: 90...240)
        pitchEnd = pitchStart * random.float(in: 0.75...1.3)
        formants = [
            random.float(in: 270...850), random.float(in: 850...2_300), random.float(in: 2_300...3_300),
        ]
    }

    var isOver: Bool { position >= length + stop }

    /// The next sample of the source: a pulse of the folds, or breath.
    mutating func excite(_ random: inout SplitMix64) -> Float {
        defer { position += 1 }
        let breath = random.float(in: -1...1)
        guard position < length else { return 0 }
        let progress = Float(position) / Float(length)
        // 10 ms to swell, the last fifth to fade.
        let envelope = min(1, Float(position) / 480) * min(1, (1 - progress) * 5) * loudness
        guard isVoiced else { return breath * 0.06 * envelope }
        phase += (pitchStart + (pitchEnd - pitchStart) * progress) / 48_000
        let isOpening = phase >= 1
        if isOpening { phase -= 1 }
        return folds.pulse(isOpening ? envelope : 0) * 10 + breath * 0.004 * envelope
    }
}

/// Turns openings into pulses of air that swell and fall, and these into the sound that leaves the lips: the voice falls
/// by 12 dB an octave above 400 Hz, and the lips give 6 of these back.
private struct VocalFolds {
    private var pressure: Float = 0
    private var flow: Float = 0

    mutating func pulse(_ opening: Float) -> Float {
        let before = flow
        pressure += (opening - pressure) * 0.05
        flow += (pressure - flow) * 0.05
        return (flow - before) * 20
    }
}
