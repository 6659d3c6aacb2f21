internal import CoreMetrics

/// The metrics of all parts of a node, in a registry of its own.
struct NodeMetrics: Sendable {
    let registry: MetricsRegistry
    let lives: LiveMetrics
    let capacity: CapacityMetrics
    let catalogue: CatalogueMetrics
    let audience: AudienceMetrics
    let audit: AuditMetrics
    let nodes: NodesMetrics
    let replays: ReplayMetrics
    let sweeps: SweepMetrics
    let alerts: AlertMetrics
    let api: APIMetrics

    init(_ registry: MetricsRegistry = MetricsRegistry()) {
        self.registry = registry
        lives = LiveMetrics(registry)
        capacity = CapacityMetrics(registry)
        catalogue = CatalogueMetrics(registry)
        audience = AudienceMetrics(registry)
        audit = AuditMetrics(registry)
        nodes = NodesMetrics(registry)
        replays = ReplayMetrics(registry)
        sweeps = SweepMetrics(registry)
        alerts = AlertMetrics(registry)
        api = APIMetrics(registry)
    }

    /// The page that Prometheus reads.
    func page(of lives: LiveRegistry) async -> String {
        self.lives.running.set(await lives.count)
        capacity.show(await lives.slots.status())
        return registry.text
    }
}
