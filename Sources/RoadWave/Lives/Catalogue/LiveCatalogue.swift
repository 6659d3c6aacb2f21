internal import CoreMetrics
internal import Logging

/// The catalogue as a node uses it. The node writes the states of its lives asynchronously, and reads the lives of all
/// nodes.
///
/// A failing database affects no live: the latest state of each live waits, and is written once the database is back.
final class LiveCatalogue: Sendable {
    /// Lives that wait while the database fails: a week of a full node (100 lives of two hours each).
    static let capacity = 10_000
    /// The maximum number of lives in each state that ``running()`` returns, newest first: ten times the default
    /// capacity.
    static let runningLimit = 1_000
    /// How long a stop waits for the database. States that are not written by then are in the node's journal, for the
    /// next start.
    private static let stopTimeout = Duration.seconds(3)

    private let store: any Catalogue
    private let outbox: Outbox<LiveID, Live>
    private let metrics: CatalogueMetrics
    private let logger: Logger

    init(store: any Catalogue, metrics: CatalogueMetrics, logger: Logger) {
        self.store = store
        self.metrics = metrics
        self.logger = logger
        outbox = Outbox(.lives, limit: Self.capacity, batchSize: 1, metrics: metrics.outbox, logger: logger) {
            lives throws(DatabaseFailure) in
            for live in lives { try await store.record(live) }
        }
    }

    /// Records the current state of a live. It never waits and never fails.
    func record(_ live: Live) { outbox.put(live, for: live.id) }

    /// Waits until the recorded state of a live is written, however long the database fails.
    /// - Returns: false when the task is cancelled before, or the node has stopped.
    func waitUntilWritten(_ id: LiveID) async -> Bool { await outbox.waitUntilWritten(id) }

    /// A live of any node, as last written.
    func live(_ id: LiveID) async throws(DatabaseFailure) -> Live? {
        await outbox.settle()
        return try await store.live(id)
    }

    /// The matching lives of all nodes, newest first, including the ones recorded by this node.
    func page(
        matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int = LivePage.limit
    ) async throws(DatabaseFailure) -> LivePage {
        await outbox.settle()
        var page = try await store.page(matching: filter, after: cursor, limit: limit)
        if let title = filter.title { page.putFirst(titlesWith: title) }
        if page.unreadable > 0 {
            metrics.rowsUnreadable.increment(by: page.unreadable)
            logger.error(
                "rows of lives cannot be read, and are not listed", metadata: ["rows": "\(page.unreadable)"])
        }
        return page
    }

    /// The lives of all nodes that the catalogue lists as running.
    func running() async throws(DatabaseFailure) -> [Live] {
        var found: [LiveID: Live] = [:]
        for state in [LiveState.interrupted, .live] {
            let page = try await page(matching: LiveFilter(state: state), after: nil, limit: Self.runningLimit)
            // A live found in both states has changed between the two queries.
            for live in page.lives { found[live.id] = live }
        }
        return Array(found.values)
    }

    /// Lives whose last state is not written yet.
    var pending: Int { outbox.count }

    /// Begins to write.
    func start() { outbox.start() }

    /// Writes the waiting states within a time limit, and ends. The rest is dropped and counted; the node's journal has
    /// it.
    func stop() async { outbox.lose(await outbox.stop(atMost: Self.stopTimeout).count) }
}
