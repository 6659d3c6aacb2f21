internal import Configuration

extension AdaptationConfiguration {
    /// Reads every key that the reader has; the others keep their defaults.
    /// - Throws: `ConfigurationError` naming the key, the value and the accepted values.
    init(reader: ConfigReader) throws(ConfigurationError) {
        self.init()
        func read<Value>(
            _ key: NodeConfiguration.Key, _ accepted: String, into setting: inout Value, _ parse: (String) -> Value?
        ) throws(ConfigurationError) {
            if let value = try reader.value(key, accepted: accepted, parse) { setting = value }
        }
        func bitrate(_ text: String) -> Int? { NodeConfiguration.parse(text, in: 6_000...510_000) }
        func seconds(_ text: String) -> Duration? { NodeConfiguration.seconds(text, in: 0...600) }
        func milliseconds(_ text: String) -> Duration? {
            NodeConfiguration.parse(text, in: 1...60_000).map { .milliseconds($0) }
        }
        func share(_ text: String) -> Double? {
            Double(text).flatMap { (0...100).contains($0) ? $0 / 100 : nil }
        }
        // RFC 6716 §2.1.1: the bitrates of an Opus encoder.
        let bitrates = "expected bits per second from 6000 to 510000"
        let percent = "expected a number from 0 to 100"
        let periods = "expected a number of seconds from 0 to 600"
        let delays = "expected a whole number of milliseconds from 1 to 60000"
        try read(.fullBitrate, bitrates, into: &fullBitrate, bitrate)
        try read(.reducedBitrate, bitrates, into: &reducedBitrate, bitrate)
        try read(.reductionLossPercent, percent, into: &reduction.loss, share)
        try read(.reductionRoundTripMilliseconds, delays, into: &reduction.roundTrip, milliseconds)
        try read(.reductionJitterMilliseconds, delays, into: &reduction.jitter, milliseconds)
        try read(.reductionSeconds, periods, into: &reductionDelay, seconds)
        try read(.recoveryPercent, percent, into: &recoveryShare, share)
        try read(.recoverySeconds, periods, into: &recoveryDelay, seconds)
        try read(.bitrateDwellSeconds, periods, into: &dwell, seconds)
        try read(.unstableLossPercent, percent, into: &instability.loss, share)
        try read(.unstableRoundTripMilliseconds, delays, into: &instability.roundTrip, milliseconds)
        try read(.unstableJitterMilliseconds, delays, into: &instability.jitter, milliseconds)
        try read(.warningSeconds, periods, into: &warningDelay, seconds)
        try read(.warningIntervalSeconds, periods, into: &warningInterval, seconds)
    }
}
