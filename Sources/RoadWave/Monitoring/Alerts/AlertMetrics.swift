internal import CoreMetrics

/// The metrics of the monitored resources and of alerts.
struct AlertMetrics: Sendable {
    let samples: Counter
    let open: Meter
    let sent: LabelledCounters<AlertChannelName>
    let failures: LabelledCounters<AlertChannelName>
    let lost: LabelledCounters<AlertChannelName>
    private let values: [MonitoredMetric: GaugeIfKnown]
    private let thresholds: [MonitoredMetric: GaugeIfKnown]

    init(_ factory: any MetricsFactory) {
        samples = factory.counter("roadwave_monitoring_samples_total", "Times that the resources were measured.")
        open = factory.gauge("roadwave_alerts_open", "Alerts that have begun and not ended.")
        sent = factory.counters(
            "roadwave_alert_messages_sent_total", "Messages or reports that a channel has accepted.", by: "channel")
        failures = factory.counters(
            "roadwave_alert_failures_total", "Attempts to send alerts that failed.", by: "channel")
        lost = factory.counters(
            "roadwave_alert_messages_lost_total", "Messages that were given up.", by: "channel")
        let descriptions: [MonitoredMetric: (name: String, threshold: String, help: String)] = [
            .cpu: (
                "roadwave_cpu_usage_ratio", "roadwave_cpu_usage_threshold_ratio",
                "Processor time used, of the limit that is nearest."
            ),
            .memory: (
                "roadwave_memory_usage_ratio", "roadwave_memory_usage_threshold_ratio",
                "Memory used, of the limit that is nearest."
            ),
            .upload: (
                "roadwave_upload_usage_ratio", "roadwave_upload_usage_threshold_ratio",
                "Bytes that the machine sends, of its uplink."
            ),
            .sessions: (
                "roadwave_webrtc_sessions", "roadwave_webrtc_sessions_threshold",
                "Creators who are connected over WebRTC."
            ),
            .delivery: (
                "roadwave_cdn_latency_seconds", "roadwave_cdn_latency_threshold_seconds",
                "Mean time in which the cache answered in the last ten seconds."
            ),
        ]
        values = descriptions.mapValues { factory.gaugeIfKnown($0.name, $0.help) }
        thresholds = descriptions.mapValues { description in
            factory.gaugeIfKnown(description.threshold, "Threshold of \(description.name).")
        }
    }

    /// Sets the values; a metric without one has no sample in `/metrics`.
    func show(_ measured: [MonitoredMetric: Double]) {
        samples.increment()
        for (metric, gauge) in values { gauge.set(measured: measured[metric]) }
    }

    func show(_ rules: [MonitoredMetric: AlertRule]) {
        for (metric, gauge) in thresholds { gauge.set(measured: rules[metric]?.threshold) }
    }
}
