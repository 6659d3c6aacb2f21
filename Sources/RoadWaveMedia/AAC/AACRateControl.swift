/// Keeps an AAC stream at its bitrate over the seconds.
///
/// The codec steers each access unit by its own size only and overshoots speech by 5 to 20 % for good. What was spent
/// over the bitrate is therefore taken back from the target of the following access units.
struct AACRateControl {
    private let bitrate: Double
    /// What an access unit may cost, in bits.
    private let share: Double
    /// Bits spent over the bitrate so far; negative when some are left.
    private var debt = 0.0

    /// Debts are paid back within about this time, in seconds: quick enough for a 2 s segment, slow beside a syllable.
    private static let horizon = 0.5
    /// What may be left for later, in seconds of the bitrate, so that silence does not save for a burst.
    private static let savings = 0.1
    /// The lowest target, as a part of the bitrate. The codec spends up to twice its target on clean vowels: with a floor
    /// of 0.7 some segments of speech took 1.7 times the bitrate, for a worse signal-to-noise ratio over the whole.
    private static let lowest = 0.5

    init(bitrate: Int, sampleRate: Int) {
        self.bitrate = Double(bitrate)
        share = Double(bitrate * AACConfiguration.frameLength) / Double(sampleRate)
    }

    /// Counts an access unit of `bytes` bytes.
    mutating func spend(bytes: Int) {
        debt = max(-Self.savings * bitrate, debt + Double(bytes * 8) - share)
    }

    /// The target for the next access unit, in bits per second.
    var target: Double {
        max(Self.lowest * bitrate, min(bitrate, bitrate - debt / Self.horizon))
    }
}
