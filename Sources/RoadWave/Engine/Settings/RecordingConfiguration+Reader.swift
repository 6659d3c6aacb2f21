internal import Configuration

extension RecordingConfiguration {
    /// Reads every key that the reader has; the others keep their defaults.
    /// - Throws: `ConfigurationError` naming the key, the value and the accepted values.
    init(reader: ConfigReader) throws(ConfigurationError) {
        self.init()
        // With a longer period, a recording would lose more than a second when the process dies.
        let flush = try reader.value(
            .recordingFlushSeconds, accepted: "expected a number of seconds from 0.1 to 1"
        ) { NodeConfiguration.seconds($0, in: 0.1...1) }
        let sync = try reader.value(
            .recordingSyncSeconds, accepted: "expected a number of seconds from 1 to 3600, or 0 for never"
        ) { text in
            text == "0" ? .zero : NodeConfiguration.seconds(text, in: 1...3_600)
        }
        maximumBytes = try reader.value(
            .recordingsMaximum, accepted: "expected a number of gigabytes from 0.001 to 1000000"
        ) { text in
            Double(text).flatMap { (0.001...1_000_000).contains($0) ? Int($0 * 1e9) : nil }
        }
        if let flush { flushInterval = flush }
        if let sync { syncInterval = sync }
    }
}
