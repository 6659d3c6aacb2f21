/// When the samples of the demo's live were sent.
actor DemoSending {
    /// Segments are listed within a few seconds: older times are not needed.
    private static let kept = 60

    private var ends: [Int: ContinuousClock.Instant] = [:]

    /// The last sample of the first `second` seconds has been sent.
    func note(second: Int) {
        ends[second] = .now
        ends[second - Self.kept] = nil
    }

    /// When the last sample of the first `second` seconds was sent.
    func time(ofSecond second: Int) -> ContinuousClock.Instant? { ends[second] }
}
