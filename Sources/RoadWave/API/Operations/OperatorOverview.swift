internal import RoadWaveRTC

/// The data of the operators' streams, as events.
///
/// The lists of all nodes are read once for all streams, and no more often than people need. See
/// docs/decisions/operations.md, « Each node speaks for itself ».
actor OperatorOverview {
    /// The scope of a stream.
    enum Scope: String, Sendable {
        /// The node, and the lists of all nodes.
        case all
        /// Only the responding node.
        case node
    }

    /// How long the lists of all nodes are shown without being read again.
    private static let freshness = Duration.seconds(3)

    private let desk: OperatorDesk
    private let monitor: ResourceMonitor
    private let alerting: AlertDesk
    private let clock: NodeClock
    private var last: (events: [ServerSentEvent], time: MonotonicTime)?
    private var reading: Task<[ServerSentEvent], Never>?
    /// The number of changes so far: a list that was read during a change may be older than it.
    private var changes = 0

    init(desk: OperatorDesk, monitor: ResourceMonitor, alerting: AlertDesk) {
        self.desk = desk
        self.monitor = monitor
        self.alerting = alerting
        clock = desk.clock
    }

    /// The measured values of this node.
    /// - Parameter withHour: whether the curves of the last hour are part of it.
    func resources(withHour: Bool) async -> ResourceListDocument {
        ResourceListDocument(await monitor.report(), of: desk.keeper.id, withHour: withHour)
    }

    /// The alerts of this node.
    func alerts() async -> AlertListDocument {
        let (open, recent) = await alerting.overview()
        return AlertListDocument(open: open, recent: recent)
    }

    /// The events that describe the state now.
    func events(_ scope: Scope, withHour: Bool) async -> [ServerSentEvent] {
        let own = [
            ServerSentEvent("resources", await resources(withHour: withHour)),
            ServerSentEvent("alerts", await alerts()),
        ]
        return scope == .node ? own : own + (await lists())
    }

    /// Has the lists of all nodes read again for the next event, after a change.
    func forget() {
        last = nil
        changes += 1
    }

    private func lists() async -> [ServerSentEvent] {
        if let last, clock.now - last.time < Self.freshness { return last.events }
        if let reading { return await reading.value }
        let (task, seen) = (Task { [desk] in await Self.read(desk) }, changes)
        reading = task
        let events = await task.value
        reading = nil
        if seen == changes { last = (events, clock.now) }
        return events
    }

    private static func read(_ desk: OperatorDesk) async -> [ServerSentEvent] {
        async let nodes = event("nodes") { () throws(Problem) in try await desk.nodes() }
        async let lives = event("lives") { () throws(Problem) in try await desk.runningLives() }
        async let jobs = event("jobs") { () throws(Problem) in try await desk.openJobs() }
        return [await nodes, await lives, await jobs]
    }

    /// A list as an event; if it cannot be read, an `unavailable` event: an empty list would be false.
    private static func event<List: Encodable & Sendable>(
        _ name: String, _ read: @Sendable () async throws(Problem) -> List
    ) async -> ServerSentEvent {
        do throws(Problem) {
            return ServerSentEvent(name, try await read())
        } catch {
            return ServerSentEvent("unavailable", UnavailableDocument(section: name))
        }
    }
}
