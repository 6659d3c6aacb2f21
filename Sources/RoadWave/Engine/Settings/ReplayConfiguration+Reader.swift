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
        let renewal = try reader.seconds(.replayRenewalSeconds, in: 1...300)
        let claim = try reader.seconds(.replayClaimSeconds, in: 5...3_600)
        if let renewal { renewalPeriod = renewal }
        if let claim { claimLifetime = claim }
        try checkRenewal(isSet: renewal != nil, isClaimSet: claim != nil)
        if let period = try reader.seconds(.backupSeconds, in: 1...3_600) { backupPeriod = period }
        // Ten years, a year, and a week.
        if let period = try reader.seconds(.recordingKeptSeconds, in: 60...315_360_000) { recordingKept = period }
        if let period = try reader.seconds(.liveMediaKeptSeconds, in: 60...31_536_000) { liveMediaKept = period }
        if let period = try reader.seconds(.sweepSeconds, in: 1...604_800) { sweepPeriod = period }
    }

    /// A claim has to outlast a renewal that is lost.
    private func checkRenewal(isSet: Bool, isClaimSet: Bool) throws(ConfigurationError) {
        guard renewalPeriod * 2 >= claimLifetime else { return }
        let (renewal, claim) = (renewalPeriod / .seconds(1), claimLifetime / .seconds(1))
        guard isSet else {
            let other = ConfigurationError.mention(
                .replayRenewalSeconds, NodeConfiguration.number(renewal), isDefault: true)
            throw ConfigurationError(
                key: .replayClaimSeconds, value: NodeConfiguration.number(claim),
                accepted: "expected more than twice \(other)")
        }
        let other = ConfigurationError.mention(
            .replayClaimSeconds, NodeConfiguration.number(claim), isDefault: !isClaimSet)
        throw ConfigurationError(
            key: .replayRenewalSeconds, value: NodeConfiguration.number(renewal),
            accepted: "expected less than half of \(other)")
    }
}
