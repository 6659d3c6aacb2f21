internal import RoadWaveRTC

/// Decides which bitrate suits a creator's connection: the full one, or the reduced one while the network is poor.
///
/// It rarely changes its advice: the limits for a raise are lower than the limits for a reduction, each condition must
/// last for a while, and a failed raise makes the next one wait longer. So a network with room for 40 kbps does not
/// change the sound every few seconds.
///
/// A state machine without clock.
/// See docs/decisions/webrtc.md, « Advice ».
struct BitrateAdvisor {
    private let configuration: AdaptationConfiguration
    private let recovery: ConnectionLimits
    private var isReduced = false
    /// When the advice last changed.
    private var changedAt: MonotonicTime?
    /// Since when the connection has called for the other bitrate.
    private var callingSince: MonotonicTime?
    private var recoveryDelay: Duration

    /// An advisor without measurements: the full bitrate.
    init(_ configuration: AdaptationConfiguration) {
        self.configuration = configuration
        recovery = configuration.reduction.scaled(by: configuration.recoveryShare)
        recoveryDelay = configuration.recoveryDelay
    }

    /// Takes the present figures of the connection.
    /// - Returns: the advice, if it has changed.
    mutating func take(_ figures: ConnectionFigures, now: MonotonicTime) -> BitrateAdvice? {
        guard let reason = call(figures) else {
            callingSince = nil
            return nil
        }
        let since = callingSince ?? now
        callingSince = since
        let delay = isReduced ? recoveryDelay : configuration.reductionDelay
        guard now - since >= delay, changedAt.map({ now - $0 >= configuration.dwell }) ?? true else { return nil }
        change(now: now)
        let bitrate = isReduced ? configuration.reducedBitrate : configuration.fullBitrate
        return BitrateAdvice(bitrate: bitrate, reason: reason)
    }

    /// Nothing is measured for a while: the condition for a change must last anew.
    mutating func pause() {
        callingSince = nil
    }

    /// Why the connection calls for the other bitrate; nil if it does not.
    private func call(_ figures: ConnectionFigures) -> BitrateAdvice.Reason? {
        guard isReduced else { return configuration.reduction.excess(of: figures) }
        return recovery.excess(of: figures) == nil ? .recovered : nil
    }

    private mutating func change(now: MonotonicTime) {
        if !isReduced {
            let hasRaiseFailed = changedAt.map { now - $0 < AdaptationConfiguration.raiseHolds } ?? false
            let longest = max(configuration.recoveryDelay, AdaptationConfiguration.longestRecoveryDelay)
            recoveryDelay = hasRaiseFailed ? min(recoveryDelay * 2, longest) : configuration.recoveryDelay
        }
        isReduced.toggle()
        changedAt = now
        callingSince = nil
    }
}
