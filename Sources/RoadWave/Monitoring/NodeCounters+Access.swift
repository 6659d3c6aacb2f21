extension NodeCounters.Snapshot {
    /// What was refused, limited and dropped, as Prometheus reads it. The zeros are there too: an alert on a reason needs
    /// its series before the first time.
    func addAccess(to page: inout PrometheusText) {
        page.add(
            "roadwave_access_refused_total", .counter, "Requests whose token is no good or does not permit them.",
            by: "reason", Self.labelled(AccessRefusal.self, accessRefused))
        page.add(
            "roadwave_requests_limited_total", .counter, "Requests refused since there were too many.", by: "class",
            Self.labelled(RateClass.self, rateLimited))
        page.add("roadwave_http_connections", .gauge, "Open HTTP connections.", Double(connections))
        page.add(
            "roadwave_http_connections_refused_total", .counter, "HTTP connections beyond the limits.",
            Double(connectionsRefused))
        page.add(
            "roadwave_http_clients_dropped_total", .counter, "HTTP connections closed on clients that were too slow.",
            by: "owed", Self.labelled(ExchangeWatch.Debt.self, clientsDropped))
        page.add(
            "roadwave_http_requests_malformed_total", .counter, "Requests that are no HTTP/1.1, by what they lack.",
            by: "fault", Self.labelled(RequestFault.self, requestsMalformed))
        page.add(
            "roadwave_token_key_reloads_total", .counter, "Times that the keys of tokens were read again.",
            Double(tokenKeyReloads))
        page.add(
            "roadwave_token_key_failures_total", .counter, "Times that new keys of tokens could not be used.",
            Double(tokenKeyFailures))
    }

    private static func labelled<Label: CaseIterable & RawRepresentable<String> & Hashable>(
        _: Label.Type, _ figures: [Label: Int]
    ) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: Label.allCases.map { ($0.rawValue, Double(figures[$0] ?? 0)) })
    }
}
