internal import CoreMetrics

/// The metrics of the catalogue.
struct CatalogueMetrics: Sendable {
    let outbox: OutboxMetrics
    let rowsUnreadable: Counter

    init(_ factory: any MetricsFactory) {
        outbox = OutboxMetrics(factory)
        rowsUnreadable = factory.counter(
            "roadwave_database_rows_unreadable_total", "Rows of lives that were left out of a list.")
    }
}
