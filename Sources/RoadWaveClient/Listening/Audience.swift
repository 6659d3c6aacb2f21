internal import AsyncHTTPClient
internal import NIOCore

/// Many listeners of one live, each with its own requests and its own connection, spread over the renditions or all at
/// one.
public struct Audience: Sendable {
    /// How many listeners.
    public let size: Int
    /// The address of the live's master playlist.
    public let masterURL: String
    /// The index of their rendition in the master playlist; nil if they are spread over all.
    public let variant: Int?

    /// `size` listeners of the live whose master playlist is at `masterURL`.
    public init(size: Int, masterURL: String, variant: Int? = nil) {
        self.size = size
        self.masterURL = masterURL
        self.variant = variant
    }

    /// Listens for `duration` from now, or until the live ends or the task is cancelled.
    ///
    /// - Parameter arrival: the time over which the listeners arrive one after the other: a real audience does not send
    ///   all its requests at the same instant.
    /// - Returns: the result of all requests.
    public func listen(for duration: Duration, arrivingWithin arrival: Duration) async -> ListeningReport {
        var configuration = HTTPClient.Configuration()
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(size, 1)
        // Longer than the pause between two requests of a player.
        configuration.connectionPool.idleTimeout = .seconds(30)
        let http = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        let clock = ContinuousClock()
        let start = clock.now
        let report = await withTaskGroup(of: ListeningReport.self) { group in
            for index in 0..<size {
                let listener = HLSListener(masterURL: masterURL, variant: variant ?? index, http: http)
                group.addTask {
                    // why: listeners arrive one after the other. A cancelled one does not arrive.
                    try? await clock.sleep(until: start + arrival * index / size)
                    return await listener.listen(until: start + duration)
                }
            }
            return await group.reduce(into: ListeningReport()) { $0.add($1) }
        }
        // Fails only for a client that was already shut down.
        try? await http.shutdown()
        return report
    }
}
