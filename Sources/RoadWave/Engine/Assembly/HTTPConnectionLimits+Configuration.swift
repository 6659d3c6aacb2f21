extension HTTPConnectionLimits {
    /// Some 30 KB each: an audience that all has streams of events open, within what a node has memory for.
    private static let standardTotal = 10_000
    /// The phones behind one address of a mobile operator that are on one node at a time.
    private static let standardPerNetwork = 1_000

    /// The limits of a node.
    /// - Parameter verifiesTokens: without keys all clients are programs of this machine, which has one address.
    /// - Throws: ``RoadWaveError`` of code `configuration` when the process may not open that many.
    init(_ configuration: NodeConfiguration, verifiesTokens: Bool) throws(RoadWaveError) {
        let affordable = Self.affordable
        let total = configuration.maximumConnections ?? min(affordable, Self.standardTotal)
        guard total <= affordable else {
            let error = ConfigurationError(
                key: .maximumConnections, value: "\(total)",
                accepted: "expected at most \(affordable): the system lets this process open no more files (ulimit -n)")
            throw RoadWaveError(.configuration, error.description)
        }
        let perNetwork =
            configuration.connectionsPerAddress ?? (verifiesTokens ? min(Self.standardPerNetwork, total / 4) : nil)
        self.init(total: total, perNetwork: perNetwork, timeout: configuration.requestTimeout)
    }
}

extension EventStreamLimits {
    /// The devices and pages of one person, several times over.
    private static let standardPerUser = 16

    /// The streams that leave more than half of the connections to everything else, creators' own included. Where tokens are
    /// verified, one address gets a quarter of them at most: a port that holds few connections has few streams, and an
    /// address may have more connections than that.
    init(_ connections: HTTPConnectionLimits, _ configuration: NodeConfiguration, verifiesTokens: Bool) {
        let total = connections.total * 4 / 9
        self.init(
            total: total, perLive: max(1, total / 2), perCreator: Self.standard.perCreator,
            perUser: configuration.streamsPerToken ?? (verifiesTokens ? Self.standardPerUser : nil),
            perNetwork: configuration.streamsPerAddress ?? (verifiesTokens ? max(1, total / 4) : nil))
    }
}
