internal import RoadWaveRTC

/// Decides which bitrate suits a creator's connection: the full one, or the reduced one while the network is poor.
///
/// It changes its mind rarely: the limits of the way back are lower than those of the way down, each way must last for
/// a while, and a raise that fails makes the next one wait longer, so that a network with room for 40 kbps does not
/// make the sound change every few seconds.
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

    /// An advisor that has not seen the connection: the full bitrate.
    init(_ configuration: AdaptationConfiguration) {
        self.configuration = configuration
        recovery = configuration.reduction.scaled(by: configuration.recoveryShare)
        recoveryDelay = configuration.recoveryDelay
    }

    /// Takes the present figures of the connection.
    /// - Returns: the advice, when it has changed.
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

    /// Nothing is known of the connection for a while: what it called for has to last anew.
    mutating func pause() {
        callingSince = nil
    }

    /// Why the connection calls for the other bitrate; nil when it does not.
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
