internal import CoreMetrics

/// The metrics of the lives.
struct LiveMetrics: Sendable {
    let ingest: IngestMetrics
    let broadcast: BroadcastMetrics
    let recording: RecordingMetrics
    let running: Meter
    let started: Counter
    let ended: LabelledCounters<EndReason>
    /// Lives that were found dead with an earlier process of the node.
    let lost: Counter
    let interruptions: Counter
    let iceRestarts: Counter
    let resumed: Counter

    init(_ factory: any MetricsFactory) {
        ingest = IngestMetrics(factory)
        broadcast = BroadcastMetrics(factory)
        recording = RecordingMetrics(factory)
        running = factory.gauge("roadwave_lives", "Lives that run on the node.")
        started = factory.counter("roadwave_lives_started_total", "Lives that were admitted.")
        ended = factory.counters("roadwave_lives_ended_total", "Lives that are over.", by: "reason")
        lost = factory.counter(
            "roadwave_lives_lost_total", "Lives found dead with an earlier process of the node.")
        interruptions = factory.counter(
            "roadwave_interruptions_total", "Times that a creator was not heard any more.")
        iceRestarts = factory.counter("roadwave_ice_restarts_total", "ICE restarts of creators.")
        resumed = factory.counter(
            "roadwave_lives_resumed_total", "Lives that went on with a new connection.")
    }
}
