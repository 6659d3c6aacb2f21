internal import RoadWaveRTC

/// Decides when a creator is warned of an unstable connection, and when the warning is taken back: neither at the first
/// sign, nor again and again.
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
    /// - Returns: what the creator is to be told, once.
    mutating func take(_ quality: ConnectionQuality, now: MonotonicTime) -> ConnectionWarning? {
        unstableSince = quality == .unstable ? unstableSince ?? now : nil
        // A poor connection is no reason to take a warning back.
        stableSince = quality == .good || quality == .fair ? stableSince ?? now : nil
        if isRaised {
            // As sure as a raise of the bitrate.
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

    /// Nothing is known of the connection for a while: it has to be stable anew.
    mutating func pause() {
        stableSince = nil
    }
}
