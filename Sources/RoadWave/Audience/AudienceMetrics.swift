internal import CoreMetrics

/// The metrics of the audience counts.
struct AudienceMetrics: Sendable {
    let failures: Counter

    init(_ factory: any MetricsFactory) {
        failures = factory.counter(
            "roadwave_audience_failures_total", "Failed requests to the audience store.")
    }
}
