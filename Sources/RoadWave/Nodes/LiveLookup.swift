internal import Logging

/// Finds a live on this node, on another node, or in the catalogue. See docs/decisions/nodes.md, « Another node's
/// live ».
struct LiveLookup: Sendable {
    let registry: LiveRegistry
    let keeper: NodeKeeper?
    let catalogue: LiveCatalogue?
    private let logger: Logger
    /// Anyone may ask about lives: a fault is logged at a bounded pace.
    private let placePace = SharedWarningPace()
    private let cataloguePace = SharedWarningPace()

    init(registry: LiveRegistry, keeper: NodeKeeper?, catalogue: LiveCatalogue?, logger: Logger) {
        self.registry = registry
        self.keeper = keeper
        self.catalogue = catalogue
        self.logger = logger
    }

    /// A live of any node. It comes from this node, otherwise from the registry, otherwise from the catalogue.
    /// - Throws: when only the catalogue could know the live, and it does not answer.
    func live(_ id: LiveID) async throws(CatalogueUnavailable) -> Live? {
        if let live = await registry.live(id) { return live }
        if let hosted = await keeper?.find(id) { return hosted.live }
        return try await written(id)
    }

    /// The place of a live.
    /// - Throws: when only the catalogue could know the live, and it does not answer.
    func place(of id: LiveID) async throws(CatalogueUnavailable) -> LivePlace {
        if let session = await registry.session(id) { return .here(session) }
        if let live = await registry.live(id) { return .over(live) }
        if let hosted = await keeper?.find(id) {
            guard let host = hosted.host, !hosted.live.isOver, host.node != keeper?.id else {
                return .over(hosted.live)
            }
            guard host.isAlive else { return .silent(hosted.live) }
            guard keeper?.nodeURLs.contains(host.url) == true else {
                if let suppressed = placePace.take(at: registry.clock.now) {
                    logger.error(
                        "the registry names a node whose URL is not among ROADWAVE_NODE_URLS: no client is sent there",
                        metadata: [
                            "live": "\(id)", "node": "\(host.node)", "url": "\(host.url)",
                            "suppressed": "\(suppressed)",
                        ])
                }
                return .silent(hosted.live)
            }
            return .elsewhere(hosted.live, url: host.url)
        }
        guard let live = try await written(id) else { return .unknown }
        // The catalogue lists it as running, but no node reports it.
        return live.isOver ? .over(live) : .silent(live)
    }

    private func written(_ id: LiveID) async throws(CatalogueUnavailable) -> Live? {
        do throws(DatabaseFailure) {
            return try await catalogue?.live(id)
        } catch {
            if let suppressed = cataloguePace.take(at: registry.clock.now) {
                logger.warning(
                    "a live cannot be looked up",
                    metadata: ["live": "\(id)", "error": "\(error)", "suppressed": "\(suppressed)"])
            }
            throw CatalogueUnavailable()
        }
    }
}

/// This node does not know the live, and the catalogue does not answer.
struct CatalogueUnavailable: Error {}

/// The place of a live, as far as a node knows.
enum LivePlace {
    /// It runs on this node.
    case here(LiveSession)
    /// It runs on another node, with this root of its URLs.
    case elsewhere(Live, url: String)
    /// It ran on a node that does not renew its lease: dead, paused, or cut off. It will soon be known which.
    case silent(Live)
    /// It is over.
    case over(Live)
    /// It is unknown.
    case unknown
}
