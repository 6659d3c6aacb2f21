public import Logging
internal import NIOCore
internal import NIOPosix
public import ServiceLifecycle

/// A node of the engine: receives lives over WebRTC and serves them as HLS, in this process.
///
/// ```swift
/// let node = RoadWaveNode(configuration: NodeConfiguration())
/// let addresses = try await node.start()
/// print("publish to \(addresses.httpURL)/whip")
/// // …
/// await node.stop()
/// ```
///
/// In a service group of swift-service-lifecycle, `run()` starts it, and a graceful shutdown stops it.
public actor RoadWaveNode: Service {
    private enum State {
        case new
        case starting
        case running(RunningNode)
        case stopped
    }

    private let configuration: NodeConfiguration
    private let clock: NodeClock
    private let logger: Logger
    private let openStorage: MediaStorage.Opening
    private let authenticator: (any Authenticator)?
    private let hub = EventHub()
    private var state = State.new

    /// A node that is not started.
    /// - Parameters:
    ///   - clock: the clock for every period of the engine; with a manual clock, hours pass in an instant.
    ///   - logger: where the node logs, in English.
    ///   - storage: the storage for the media of lives, in place of the configured one. It is closed when the node has
    ///     stopped, or cannot start.
    ///   - authenticator: identifies the bearers of tokens, in place of the configured keys.
    public init(
        configuration: NodeConfiguration, clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger = Logger(label: "roadwave"), storage: (any ObjectStorage)? = nil,
        authenticator: (any Authenticator)? = nil
    ) {
        let opening: MediaStorage.Opening =
            if let storage { { _, _ in storage } } else { MediaStorage.open }
        self.configuration = configuration
        self.clock = NodeClock(clock)
        self.logger = logger
        openStorage = opening
        self.authenticator = authenticator
    }

    /// The events of the node from now on. An observer that is too slow loses the oldest events.
    public nonisolated var events: AsyncStream<EngineEvent> { hub.observe() }

    /// The addresses on which the node listens; nil unless it runs.
    public var addresses: NodeAddresses? {
        if case .running(let node) = state { node.addresses } else { nil }
    }

    /// Opens the ports; once it returns, the node takes lives.
    /// - Throws: `RoadWaveError` with code `configuration`, `storage`, `bind`, or `state` when it was started before.
    @discardableResult
    public func start() async throws(RoadWaveError) -> NodeAddresses {
        guard case .new = state else { throw RoadWaveError(.state, "a node can be started once: make another one") }
        state = .starting
        do throws(RoadWaveError) {
            let node = try await RunningNode.start(
                configuration, clock: clock, events: hub, logger: logger, openStorage: openStorage,
                authenticator: authenticator)
            // `stop()` was called during the start.
            if case .stopped = state {
                await node.stop()
                throw RoadWaveError(.state, "the node was stopped while it was starting")
            }
            state = .running(node)
            return node.addresses
        } catch {
            state = .stopped
            hub.finish()
            throw error
        }
    }

    /// The path patterns of the node's routes; none unless it runs.
    var paths: Set<String> {
        if case .running(let node) = state { node.paths } else { [] }
    }

    /// The lives that run on this node; none unless it runs.
    public var lives: [Live] {
        get async {
            guard case .running(let node) = state else { return [] }
            return await node.registry.running
        }
    }

    /// Why the node takes no new lives now, in one English line; nil when it takes lives.
    public var obstacle: String? {
        get async {
            guard case .running(let node) = state else { return "the node does not run" }
            return await HealthReport.of(node.checks).obstacle
        }
    }

    /// Ends a live that runs on this node, as an operator of the radio would. Its last segments are stored afterwards;
    /// then ``EngineEvent/liveClosed(_:)`` is published.
    /// - Returns: the final state of the live; nil if no such live runs here.
    @discardableResult
    public func end(_ id: LiveID) async -> Live? {
        guard case .running(let node) = state, let session = await node.registry.session(id) else { return nil }
        return await node.registry.end(session, .operator)
    }

    /// A running or recently ended live of this node.
    public func live(_ id: LiveID) async -> Live? {
        guard case .running(let node) = state else { return nil }
        return await node.registry.live(id)
    }

    /// Takes no new lives from now on, and announces the stop to the creators of the running ones; ``stop()`` then ends
    /// the remaining lives.
    /// - Returns: once no live runs here, after `NodeConfiguration.drainTimeout`, or when the task is cancelled.
    public func drain() async {
        guard case .running(let node) = state else { return }
        await node.registry.drain(atMost: configuration.drainTimeout)
    }

    /// Ends every live normally, with its playlists closed, then closes the ports. Later calls do nothing.
    ///
    /// A storage that does not answer delays the stop by some ten seconds. The next start closes the remaining
    /// playlists.
    public func stop() async {
        let last = state
        state = .stopped
        if case .running(let node) = last { await node.stop() }
        hub.finish()
    }

    /// Starts the node, and stops it at the graceful shutdown of its service group or when the task is cancelled.
    public func run() async throws {
        try await start()
        // Throws when the task is cancelled: the lives are ended normally in this case as well.
        try? await gracefulShutdown()
        await stop()
    }
}
