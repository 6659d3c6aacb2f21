internal import RoadWaveRTC

/// Watches one creator's connection by the reports of its reception: its quality, the bitrate that suits it, warnings.
///
/// A state machine without clock.
struct ConnectionMonitor {
    /// What the creator is to be told.
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

    /// A connection of which nothing is known.
    init(_ configuration: AdaptationConfiguration) {
        self.configuration = configuration
        state = LiveConnection(advisedBitrate: configuration.fullBitrate)
        advisor = BitrateAdvisor(configuration)
        alarm = ConnectionAlarm(configuration)
    }

    /// Takes a report of the reception.
    mutating func take(_ report: ReceptionReport, now: MonotonicTime) -> [Change] {
        state.receivedBitrate = report.bitrate
        // Where nothing comes, nothing is lost either: such a report says nothing of the network.
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

    /// The creator is not heard any more. It is no reason to warn by itself: the creator may have left on purpose, and
    /// whoever has lost the network reads no warning.
    mutating func interrupt(now: MonotonicTime) {
        state.quality = .unstable
        state.receivedBitrate = 0
        // What was measured before the break is of another network, or of another moment of it.
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
