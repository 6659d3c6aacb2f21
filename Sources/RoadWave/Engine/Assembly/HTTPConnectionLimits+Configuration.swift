extension HTTPConnectionLimits {
    /// Each connection takes some 30 KB: a large audience with one event stream per listener fits in a node's memory.
    private static let standardTotal = 10_000
    /// Enough for the phones behind one address of a mobile operator that use one node at a time.
    private static let standardPerNetwork = 1_000

    /// The limits of a node.
    /// - Parameter verifiesTokens: false without keys; all clients are then programs on this machine and share one
    ///   address.
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
    /// More than enough for the devices and pages of one person.
    private static let standardPerUser = 16

    /// The streams of listeners leave more than half of the connections to everything else, including the streams of
    /// creators. If tokens are verified, one address gets at most a quarter of the streams. This limit is needed beside
    /// the one for connections: on a port with few connections, an address may open more connections than that.
    init(_ connections: HTTPConnectionLimits, _ configuration: NodeConfiguration, verifiesTokens: Bool) {
        let total = connections.total * 4 / 9
        self.init(
            total: total, perLive: max(1, total / 2), perCreator: Self.standard.perCreator,
            perUser: configuration.streamsPerToken ?? (verifiesTokens ? Self.standardPerUser : nil),
            perNetwork: configuration.streamsPerAddress ?? (verifiesTokens ? max(1, total / 4) : nil))
    }
}
