import RoadWaveRTC

extension ReceptionReport {
    /// The report of a second on a network.
    static func of(
        loss: Double = 0, jitter: Int = 5, roundTrip: Int? = 50, bitrate: Int = 48_000
    ) -> ReceptionReport {
        ReceptionReport(
            fractionLost: loss, jitter: .milliseconds(jitter), roundTrip: roundTrip.map { .milliseconds($0) },
            bitrate: bitrate)
    }

    /// Nothing wrong.
    static let good = of()
    /// Over each limit of a reduction, under each of instability.
    static let poor = of(loss: 0.12)
    /// Over a limit of instability.
    static let unstable = of(loss: 0.5)
}
