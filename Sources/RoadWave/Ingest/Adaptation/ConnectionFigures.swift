internal import Foundation
internal import RoadWaveRTC

/// The state of a connection in the last seconds: its reception reports, smoothed.
///
/// A report covers a second, which is 50 packets: at 5 % of loss, one second in three has no loss and one in ten has
/// twice as much. Each report is therefore weighted by the time it covers, with a time constant of 3 s.
struct ConnectionFigures: Hashable {
    /// After this time without change, the figures contain 63 % of a new state, and 95 % after three times as long.
    static let timeConstant = Duration.seconds(3)

    /// The share of packets that did not arrive without retransmission, 0…1.
    private(set) var loss: Double
    /// The variation of transit times.
    private(set) var jitter: Duration
    /// The round trip; nil while the creator's application does not report it.
    private(set) var roundTrip: Duration?
    private var lastReport: MonotonicTime

    /// The first figures are those of the first report.
    init(_ report: ReceptionReport, now: MonotonicTime) {
        loss = report.fractionLost
        jitter = report.jitter
        roundTrip = report.roundTrip
        lastReport = now
    }

    /// Takes the next report.
    mutating func take(_ report: ReceptionReport, now: MonotonicTime) {
        let weight = 1 - exp(-max(0, (now - lastReport).seconds) / Self.timeConstant.seconds)
        loss += (report.fractionLost - loss) * weight
        jitter += (report.jitter - jitter) * weight
        if let measured = report.roundTrip {
            let known = roundTrip ?? measured
            roundTrip = known + (measured - known) * weight
        }
        lastReport = now
    }
}
