internal import RoadWaveMedia

/// What a creator's microphone can do wrong: a sabotage of reality.
enum MicrophoneFault: Sendable {
    /// Half a second is lost, from this second on.
    case cutsOut(atSecond: Int)
    /// Nothing at all is heard.
    case isDead

    /// The voice as this microphone takes it.
    func applied(to voice: PCM) -> PCM {
        var broken = voice
        let rate = voice.sampleRate * voice.channels
        let lost =
            switch self {
            case .cutsOut(let second): (second * rate..<second * rate + rate / 2)
            case .isDead: 0..<voice.samples.count
            }
        for index in lost.clamped(to: voice.samples.indices) { broken.samples[index] = 0 }
        return broken
    }
}
