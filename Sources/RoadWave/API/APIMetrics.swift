internal import CoreMetrics

/// The metrics of requests and their connections.
struct APIMetrics: Sendable {
    let accessRefused: LabelledCounters<AccessRefusal>
    let requestsLimited: LabelledCounters<RateClass>
    let tokenKeyReloads: Counter
    let tokenKeyFailures: Counter
    let connections: Meter
    let connectionsRefused: Counter
    let clientsDropped: LabelledCounters<ExchangeWatch.Debt>
    let requestsMalformed: LabelledCounters<RequestFault>
    let eventStreams: Meter

    init(_ factory: any MetricsFactory) {
        accessRefused = factory.counters(
            "roadwave_access_refused_total", "Requests whose token is no good or does not permit them.",
            by: "reason")
        requestsLimited = factory.counters(
            "roadwave_requests_limited_total", "Requests refused since there were too many.", by: "class")
        tokenKeyReloads = factory.counter(
            "roadwave_token_key_reloads_total", "Times that the keys of tokens were read again.")
        tokenKeyFailures = factory.counter(
            "roadwave_token_key_failures_total", "Times that new keys of tokens could not be used.")
        connections = factory.gauge("roadwave_http_connections", "Open HTTP connections.")
        connectionsRefused = factory.counter(
            "roadwave_http_connections_refused_total", "HTTP connections beyond the limits.")
        clientsDropped = factory.counters(
            "roadwave_http_clients_dropped_total", "HTTP connections closed on clients that were too slow.",
            by: "owed")
        requestsMalformed = factory.counters(
            "roadwave_http_requests_malformed_total", "Requests that are no HTTP/1.1, by what they lack.",
            by: "fault")
        eventStreams = factory.gauge("roadwave_event_streams", "Open streams of events.")
    }
}
