extension PageSettings {
    /// The settings of the pages for a node with this configuration.
    init(_ configuration: NodeConfiguration, verifiesTokens: Bool) {
        self.init(
            verifiesTokens: verifiesTokens, publicURL: configuration.publicURL,
            nodeURLs: configuration.nodeURLs.filter { !$0.contains("*") },
            creatorTimeout: configuration.live.creatorTimeout.seconds,
            fullBitrate: configuration.live.adaptation.fullBitrate,
            eventKeepAlive: configuration.eventKeepAlive.seconds)
    }
}
