internal import CoreMetrics

/// The metrics of the recordings.
struct RecordingMetrics: Sendable {
    let packets: Counter
    let bytes: Counter
    let packetsLost: Counter
    let failures: Counter
    let bytesCopied: Counter
    let copyFailures: Counter
    let secondaryFailing: Meter

    init(_ factory: any MetricsFactory) {
        packets = factory.counter("roadwave_recorded_packets_total", "Packets recorded.")
        bytes = factory.counter("roadwave_recorded_bytes_total", "Bytes of recordings written.")
        packetsLost = factory.counter(
            "roadwave_recording_packets_lost_total", "Packets that are silent in a recording.")
        failures = factory.counter(
            "roadwave_recording_failures_total", "Times that a recording could not be written any more.")
        bytesCopied = factory.counter(
            "roadwave_recording_bytes_copied_total", "Bytes of recordings sent to the secondary storage.")
        copyFailures = factory.counter(
            "roadwave_recording_copy_failures_total", "Times that a recording could not be copied or handed over.")
        secondaryFailing = factory.gauge(
            "roadwave_secondary_storage_failing", "Whether the last test of the secondary storage failed (1).")
    }
}
