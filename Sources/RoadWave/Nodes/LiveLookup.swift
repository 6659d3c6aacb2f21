internal import Logging

/// Finds a live wherever it is: on this node, on another, or in the past.
/// See docs/decisions/nodes.md, « Another node's live ».
struct LiveLookup: Sendable {
    let registry: LiveRegistry
    let keeper: NodeKeeper?
    let catalogue: LiveCatalogue?
    private let logger: Logger

    init(registry: LiveRegistry, keeper: NodeKeeper?, catalogue: LiveCatalogue?, logger: Logger) {
        self.registry = registry
        self.keeper = keeper
        self.catalogue = catalogue
        self.logger = logger
    }

    /// A live of any node: as it is here, else as its node told it last, else as it was written.
    /// - Throws: when only the catalogue would know it, and does not answer.
    func live(_ id: LiveID) async throws(CatalogueUnavailable) -> Live? {
        if let live = await registry.live(id) { return live }
        if let hosted = await keeper?.find(id) { return hosted.live }
        return try await written(id)
    }

    /// Where a live is.
    /// - Throws: when only the catalogue would know it, and does not answer.
    func place(of id: LiveID) async throws(CatalogueUnavailable) -> LivePlace {
        if let session = await registry.session(id) { return .here(session) }
        if let live = await registry.live(id) { return .over(live) }
        if let hosted = await keeper?.find(id) {
            guard let host = hosted.host, !hosted.live.isOver, host.node != keeper?.id else {
                return .over(hosted.live)
            }
            guard host.isAlive else { return .silent(hosted.live) }
            guard keeper?.nodeURLs.contains(host.url) == true else {
                logger.error(
                    "the registry names a node whose URL is not among ROADWAVE_NODE_URLS: no client is sent there",
                    metadata: ["live": "\(id)", "node": "\(host.node)", "url": "\(host.url)"])
                return .silent(hosted.live)
            }
            return .elsewhere(hosted.live, url: host.url)
        }
        guard let live = try await written(id) else { return .unknown }
        // Written as running by a node that nobody hears of.
        return live.isOver ? .over(live) : .silent(live)
    }

    private func written(_ id: LiveID) async throws(CatalogueUnavailable) -> Live? {
        do throws(SQLError) {
            return try await catalogue?.live(id)
        } catch {
            logger.warning("a live cannot be looked up", metadata: ["live": "\(id)", "error": "\(error)"])
            throw CatalogueUnavailable()
        }
    }
}

/// A live is not known here, and the catalogue, which may know it, does not answer.
struct CatalogueUnavailable: Error {}

/// Where a live is, as far as a node knows.
enum LivePlace {
    /// It runs on this node.
    case here(LiveSession)
    /// It runs on another node, whose URLs begin so.
    case elsewhere(Live, url: String)
    /// It ran on a node that does not renew its lease: dead, paused, or cut off. Soon it is known which.
    case silent(Live)
    /// It runs no more.
    case over(Live)
    /// Nobody knows of it.
    case unknown
}
