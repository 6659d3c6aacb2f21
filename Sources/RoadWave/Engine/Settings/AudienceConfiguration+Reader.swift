internal import Configuration

extension AudienceConfiguration {
    /// Reads every key that the reader has; the others keep their defaults.
    /// - Throws: `ConfigurationError` naming the key, the value and the accepted values.
    init(reader: ConfigReader) throws(ConfigurationError) {
        self.init()
        func read(_ key: NodeConfiguration.Key, _ range: ClosedRange<Double>, into setting: inout Duration)
            throws(ConfigurationError)
        {
            let accepted =
                "expected a number of seconds from \(range.lowerBound.formattedBound) to "
                + range.upperBound.formattedBound
            let value = try reader.value(key, accepted: accepted) { NodeConfiguration.seconds($0, in: range) }
            if let value { setting = value }
        }
        try read(.heartbeatSeconds, 0.1...600, into: &heartbeat)
        try read(.listenerExpirySeconds, 0.3...3_600, into: &expiry)
        try read(.counterSeconds, 0.1...60, into: &counterPeriod)
    }

    /// Refuses values with which listeners would expire between heartbeats.
    func validate() throws(ConfigurationError) {
        guard heartbeat * 2 <= expiry else {
            throw ConfigurationError(
                key: .listenerExpirySeconds, value: "\(expiry.seconds)",
                accepted: "expected at least two heartbeats of \(heartbeat.seconds) s: one of them may be lost")
        }
    }
}

extension Double {
    /// A bound as text, without decimals for a whole number.
    fileprivate var formattedBound: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
