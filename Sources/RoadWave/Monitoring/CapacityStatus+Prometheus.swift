extension CapacityStatus {
    /// The figures as Prometheus reads them. What is not known has no sample.
    var prometheusText: String {
        var page = PrometheusText()
        page.add("roadwave_slots_maximum", .gauge, "Lives that may run at once on all nodes.", Double(maximumLives))
        guard let occupancy else { return page.text }
        page.add("roadwave_slots_taken", .gauge, "Lives that hold a place on all nodes.", Double(occupancy.taken))
        page.add(
            "roadwave_slots_reserved", .gauge, "Free places that are kept for creators of the queue.",
            Double(occupancy.reserved))
        page.add(
            "roadwave_queue_creators", .gauge, "Premium creators who wait for a free place.",
            Double(occupancy.waiting))
        return page.text
    }
}
