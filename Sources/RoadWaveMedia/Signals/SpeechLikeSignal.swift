/// Sound with the make-up of speech: syllables of a gliding voice or of breath, shaped by three moving formants, with
/// short stops between them.
///
/// No part of it comes again, so it is found in another recording at one place only, and no 100 ms of it are silent, so
/// that any gap shows. The same seed gives the same sound.
public struct SpeechLikeSignal: SignalGenerator {
    /// Channels of the PCM made; each has the same sound.
    public let channels: Int
    private var random: SplitMix64
    private var syllable: Syllable
    private var vocalTract = VocalTract()

    /// A signal of about -20 dBFS.
    public init(seed: UInt64 = 1, channels: Int = 1) {
        self.channels = max(1, channels)
        random = SplitMix64(seed: seed)
        syllable = Syllable(random: &random)
        vocalTract.shape(syllable)
    }

    /// The next `frames` frames.
    public mutating func next(frames: Int) -> PCM {
        var samples: [Float] = []
        samples.reserveCapacity(max(0, frames) * channels)
        for _ in 0..<max(0, frames) {
            if syllable.isOver {
                syllable = Syllable(random: &random)
                vocalTract.shape(syllable)
            }
            let sample = vocalTract.filter(syllable.excite(&random))
            for _ in 0..<channels { samples.append(sample) }
        }
        return PCM(samples: samples, channels: channels)
    }
}
