internal import RoadWaveMedia

/// What the scenario of a creator on a mobile network has.
struct LatencyScene: Sendable {
    /// Between the creator's browser and the node.
    var network: MobileNetwork?
    /// The creator, at the studio page.
    var studio: StudioCreator?
    /// What the creator says.
    var voice: PCM?
    /// Who follows the live meanwhile, through the cache, and the following itself.
    var listener: Listener?
    var listening: Task<Void, any Error>?
    /// When the creator pressed the button that ends the live.
    var stoppedAt: ContinuousClock.Instant?
    /// What was seen before the latency grew, while it was high, and when it was as usual again.
    var sights = LatencySights()

    /// What a sabotage changes: the network while its latency is high.
    var congested = MobileNetwork.congestedConditions
    /// The node advertises an address where nothing leads to it.
    var advertisesElsewhere = false
}

/// What the creator saw, and what passed the network, at three times.
struct LatencySights: Sendable {
    /// At one of them.
    struct Sight: Sendable {
        /// Seconds from the creator to the node and back, asked by STUN; 0 when nothing came back.
        var roundTrip = 0.0
        /// Opus kilobits per second that passed the network.
        var kilobits = 0.0
        /// What the page shows of the bitrate.
        var shownBitrate = "rien"
        /// The warning that the page shows.
        var warning = noWarning
    }

    static let noWarning = "aucun"

    var before = Sight()
    var during = Sight()
    var after = Sight()
    /// The ARIA role of the place where the warning stood: what makes a screen reader say it at once.
    var warningRole = "aucun"
}
