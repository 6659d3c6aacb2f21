internal import CoreMetrics

/// The metrics of the audience counts.
struct AudienceMetrics: Sendable {
    let failures: Counter
    let listeners: Meter

    init(_ factory: any MetricsFactory) {
        failures = factory.counter(
            "roadwave_audience_failures_total", "Failed requests to the audience store.")
        listeners = factory.gauge(
            "roadwave_listeners", "Listeners of the lives that run here, on all nodes, as counted last.")
    }
}
