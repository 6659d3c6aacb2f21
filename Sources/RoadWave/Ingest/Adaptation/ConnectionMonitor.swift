internal import RoadWaveRTC

/// Watches one creator's connection by its reception reports: the quality, the bitrate that suits it, warnings.
///
/// A state machine without clock.
struct ConnectionMonitor {
    /// A message for the creator.
    enum Change: Equatable {
        /// Another bitrate suits the connection.
        case advised(BitrateAdvice)
        /// The connection has become unstable, or is stable again.
        case warned(ConnectionWarning)
    }

    /// The connection now.
    private(set) var state: LiveConnection
    private let configuration: AdaptationConfiguration
    private var figures: ConnectionFigures?
    private var advisor: BitrateAdvisor
    private var alarm: ConnectionAlarm

    /// A connection without measurements.
    init(_ configuration: AdaptationConfiguration) {
        self.configuration = configuration
        state = LiveConnection(advisedBitrate: configuration.fullBitrate)
        advisor = BitrateAdvisor(configuration)
        alarm = ConnectionAlarm(configuration)
    }

    /// Takes a report of the reception.
    mutating func take(_ report: ReceptionReport, now: MonotonicTime) -> [Change] {
        state.receivedBitrate = report.bitrate
        // When nothing arrives, no loss is counted either: such a report contains no information about the network.
        guard report.bitrate > 0 || report.fractionLost > 0 else {
            advisor.pause()
            return []
        }
        var figures = figures ?? ConnectionFigures(report, now: now)
        figures.take(report, now: now)
        self.figures = figures
        let quality = quality(figures)
        state.quality = quality
        var changes: [Change] = []
        if let advice = advisor.take(figures, now: now) {
            state.advisedBitrate = advice.bitrate
            state.advice = advice
            changes.append(.advised(advice))
        }
        if let warning = alarm.take(quality, now: now) {
            state.warning = warning.stands ? warning : nil
            changes.append(.warned(warning))
        }
        return changes
    }

    /// No packets arrive from the creator any more. This alone does not cause a warning: the creator may have left on
    /// purpose, and a creator without a network cannot read one.
    mutating func interrupt(now: MonotonicTime) {
        state.quality = .unstable
        state.receivedBitrate = 0
        // The measurements from before the break may be those of another network, or no longer true.
        figures = nil
        advisor.pause()
        alarm.pause()
    }

    private func quality(_ figures: ConnectionFigures) -> ConnectionQuality {
        if configuration.instability.excess(of: figures) != nil { return .unstable }
        if configuration.reduction.excess(of: figures) != nil { return .poor }
        let recovery = configuration.reduction.scaled(by: configuration.recoveryShare)
        return recovery.excess(of: figures) == nil ? .good : .fair
    }
}
