internal import CoreMetrics

/// What is counted of the audiences' counts.
struct AudienceMetrics: Sendable {
    let failures: Counter

    init(_ factory: any MetricsFactory) {
        failures = factory.counter(
            "roadwave_audience_failures_total", "Requests to the count of audiences that failed.")
    }
}
