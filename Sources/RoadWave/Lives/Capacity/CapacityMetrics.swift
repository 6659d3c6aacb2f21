internal import CoreMetrics

/// The metrics of the slots for lives.
struct CapacityMetrics: Sendable {
    let livesRefused: Counter
    let failures: Counter
    private let maximumLives: Meter
    private let taken: GaugeIfKnown
    private let reserved: GaugeIfKnown
    private let waiting: GaugeIfKnown

    init(_ factory: any MetricsFactory) {
        livesRefused = factory.counter("roadwave_lives_refused_total", "Lives refused at capacity.")
        failures = factory.counter(
            "roadwave_capacity_failures_total", "Requests to the count of all lives that failed.")
        maximumLives = factory.gauge(
            "roadwave_slots_maximum", "Lives that may run at once on all nodes.")
        taken = factory.gaugeIfKnown("roadwave_slots_taken", "Lives that hold a place on all nodes.")
        reserved = factory.gaugeIfKnown(
            "roadwave_slots_reserved", "Free places that are kept for creators of the queue.")
        waiting = factory.gaugeIfKnown(
            "roadwave_queue_creators", "Premium creators who wait for a free place.")
    }

    /// Shows the number of slots, and how many are taken if that is known.
    func show(_ status: CapacityStatus) {
        maximumLives.set(status.maximumLives)
        taken.set(status.occupancy?.taken)
        reserved.set(status.occupancy?.reserved)
        waiting.set(status.occupancy?.waiting)
    }
}
