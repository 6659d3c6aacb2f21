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
    /// - Parameter expiry: when the certificate of HTTPS expires; nil without HTTPS.
    func page(of lives: LiveRegistry, _ audience: AudienceKeeper, certificateExpiry expiry: WallDate?) async -> String {
        self.lives.running.set(await lives.count)
        self.audience.listeners.set(await audience.listeners)
        capacity.show(await lives.slots.status())
        var others = PrometheusText()
        others.add(
            "roadwave_build_info", .gauge, "The version of the software: always 1.",
            [PrometheusText.labels([("version", RoadWaveVersion.current)]): 1])
        if let expiry {
            others.add(
                "roadwave_certificate_expiry_timestamp_seconds", .gauge,
                "When the certificate of HTTPS expires, in seconds since 1970.",
                ["": Double(expiry.millisecondsSince1970) / 1_000])
        }
        ProcessFigures().add(to: &others)
        return registry.text + others.text
    }
}
