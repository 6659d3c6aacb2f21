internal import RoadWaveRTC

/// Decides when a creator is warned of an unstable connection, and when the warning is withdrawn. It does not react to
/// the first sign, and does not repeat a warning often.
///
/// A state machine without clock.
struct ConnectionAlarm {
    private let configuration: AdaptationConfiguration
    private(set) var isRaised = false
    private var raisedAt: MonotonicTime?
    private var unstableSince: MonotonicTime?
    private var stableSince: MonotonicTime?

    init(_ configuration: AdaptationConfiguration) {
        self.configuration = configuration
    }

    /// Takes the present quality.
    /// - Returns: the warning, or its withdrawal, once.
    mutating func take(_ quality: ConnectionQuality, now: MonotonicTime) -> ConnectionWarning? {
        unstableSince = quality == .unstable ? unstableSince ?? now : nil
        // A poor connection does not withdraw a warning.
        stableSince = quality == .good || quality == .fair ? stableSince ?? now : nil
        if isRaised {
            // The same delay as before a raise of the bitrate.
            guard let stableSince, now - stableSince >= configuration.recoveryDelay else { return nil }
            isRaised = false
        } else {
            guard let unstableSince, now - unstableSince >= configuration.warningDelay,
                raisedAt.map({ now - $0 >= configuration.warningInterval }) ?? true
            else { return nil }
            isRaised = true
            raisedAt = now
        }
        return ConnectionWarning(quality: quality)
    }

    /// Nothing is measured for a while: the connection must be stable anew.
    mutating func pause() {
        stableSince = nil
    }
}
