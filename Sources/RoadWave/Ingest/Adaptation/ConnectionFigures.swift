internal import Foundation
internal import RoadWaveRTC

/// How a connection has been in the last seconds: the reports of its reception, smoothed.
///
/// A report covers a second, which is 50 packets: at 5 % of loss one second in three has none of it and one in ten the
/// double. Each report therefore counts by the time it stands for, with a time constant of 3 s.
struct ConnectionFigures: Hashable {
    /// After this time without change, 63 % of a new state is in the figures, 95 % after three times it.
    static let timeConstant = Duration.seconds(3)

    /// Packets that did not come by themselves, 0…1.
    private(set) var loss: Double
    /// The variation of transit times.
    private(set) var jitter: Duration
    /// The time there and back; nil while the creator's application does not tell.
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
