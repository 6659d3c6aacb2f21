/// An endless sound that is made, not recorded: the same from the same start, for tests, demonstrations and load.
public protocol SignalGenerator: Sendable {
    /// The next `frames` frames at 48 kHz; the sound goes on from call to call without a step.
    mutating func next(frames: Int) -> PCM
}

extension SignalGenerator {
    /// The next `seconds` seconds at 48 kHz.
    public mutating func next(seconds: Double) -> PCM {
        next(frames: Int((seconds * 48_000).rounded()))
    }
}
