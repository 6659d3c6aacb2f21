internal import Configuration

extension ReplayConfiguration {
    /// Reads every key that the reader has; the others keep their defaults.
    /// - Throws: `ConfigurationError` naming the key, the value and the accepted values.
    init(reader: ConfigReader) throws(ConfigurationError) {
        self.init()
        if let count = try reader.value(
            .workers, accepted: "expected a whole number from 0 to 64", { NodeConfiguration.parse($0, in: 0...64) })
        {
            workers = count
        }
        if let count = try reader.value(
            .replayAttempts, accepted: "expected a whole number from 1 to 100",
            { NodeConfiguration.parse($0, in: 1...100) })
        {
            maximumFailures = count
        }
        if let period = try reader.seconds(.replayRenewalSeconds, in: 1...300) { renewalPeriod = period }
        if let period = try reader.seconds(.replayClaimSeconds, in: 5...3_600) { claimLifetime = period }
        if let period = try reader.seconds(.backupSeconds, in: 1...3_600) { backupPeriod = period }
        // Ten years, a year, and a week.
        if let period = try reader.seconds(.recordingKeptSeconds, in: 60...315_360_000) { recordingKept = period }
        if let period = try reader.seconds(.liveMediaKeptSeconds, in: 60...31_536_000) { liveMediaKept = period }
        if let period = try reader.seconds(.sweepSeconds, in: 1...604_800) { sweepPeriod = period }
    }
}
