extension NodeCounters.Snapshot {
    /// The figures as Prometheus reads them.
    /// - Parameter lives: how many lives run.
    func prometheusText(lives: Int) -> String {
        var page = PrometheusText()
        page.add("roadwave_lives", .gauge, "Lives that run on the node.", Double(lives))
        page.add("roadwave_lives_started_total", .counter, "Lives that were admitted.", Double(livesStarted))
        page.add("roadwave_lives_refused_total", .counter, "Lives refused at capacity.", Double(livesRefused))
        page.add(
            "roadwave_capacity_failures_total", .counter, "Requests to the count of all lives that failed.",
            Double(capacityFailures))
        page.add(
            "roadwave_audience_failures_total", .counter, "Requests to the count of audiences that failed.",
            Double(audienceFailures))
        page.add(
            "roadwave_lives_ended_total", .counter, "Lives that are over.", by: "reason",
            Dictionary(uniqueKeysWithValues: livesEnded.map { ($0.key.rawValue, Double($0.value)) }))
        page.add(
            "roadwave_lives_lost_total", .counter, "Lives found dead with an earlier process of the node.",
            Double(livesLost))
        page.add(
            "roadwave_lives_taken_over_total", .counter, "Lives of dead nodes that this one ended.",
            Double(livesTakenOver))
        page.add(
            "roadwave_lease_failures_total", .counter, "Renewals of the node's lease that failed.",
            Double(leaseFailures))
        page.add(
            "roadwave_bus_failures_total", .counter, "Messages to other nodes that were not sent.",
            Double(busFailures))
        page.add(
            "roadwave_bus_messages_dropped_total", .counter, "Messages of other nodes that were not understood.",
            Double(busMessagesDropped))
        page.add(
            "roadwave_interruptions_total", .counter, "Times that a creator was not heard any more.",
            Double(interruptions))
        page.add("roadwave_ice_restarts_total", .counter, "ICE restarts of creators.", Double(iceRestarts))
        page.add(
            "roadwave_lives_resumed_total", .counter, "Lives that went on with a new connection.",
            Double(livesResumed))
        page.add(
            "roadwave_bitrate_advices_total", .counter, "Bitrates advised to creators.", by: "reason",
            Dictionary(
                uniqueKeysWithValues: BitrateAdvice.Reason.allCases.map {
                    ($0.rawValue, Double(bitrateAdvices[$0] ?? 0))
                }))
        page.add(
            "roadwave_connection_warnings_total", .counter, "Warnings of unstable connections.",
            Double(connectionWarnings))
        page.add(
            "roadwave_encoding_breaks_total", .counter, "Discontinuities where a creator came back.",
            Double(encodingBreaks))
        page.add(
            "roadwave_encoding_failures_total", .counter, "Failures of a codec of the broadcast.",
            Double(encodingFailures))
        page.add("roadwave_event_streams", .gauge, "Open streams of events.", Double(eventStreams))
        addAccess(to: &page)
        page.add(
            "roadwave_datagrams_received_total", .counter,
            "UDP datagrams received, dropped ones included, but for those that the system dropped.",
            Double(datagramsReceived))
        page.add("roadwave_datagrams_sent_total", .counter, "UDP datagrams sent.", Double(datagramsSent))
        page.add("roadwave_received_bytes_total", .counter, "Bytes of UDP datagrams received.", Double(bytesReceived))
        page.add(
            "roadwave_datagrams_dropped_total", .counter, "UDP datagrams that changed nothing.", by: "reason",
            Dictionary(datagramsDropped.map { ($0.key.label, Double($0.value)) }, uniquingKeysWith: +))
        page.add(
            "roadwave_handshakes_failed_total", .counter, "DTLS connections that failed.", by: "reason",
            Dictionary(uniqueKeysWithValues: handshakesFailed.map { ($0.key.label, Double($0.value)) }))
        page.add("roadwave_packets_received_total", .counter, "Media packets decrypted.", Double(packetsReceived))
        page.add(
            "roadwave_packets_refused_total", .counter, "Media packets decrypted that are not heard.", by: "reason",
            // The zeros too: an alert on a reason needs its series before the first packet.
            Dictionary(
                uniqueKeysWithValues: RefusedPacket.allCases.map { ($0.rawValue, Double(packetsRefused[$0] ?? 0)) }))
        page.add("roadwave_segments_listed_total", .counter, "Segments listed in playlists.", Double(segmentsListed))
        page.add("roadwave_segments_lost_total", .counter, "Segments given up.", Double(segmentsLost))
        page.add(
            "roadwave_storage_failures_total", .counter, "Writes and deletions that the storage refused.",
            Double(storageFailures))
        page.add(
            "roadwave_database_failures_total", .counter,
            "Writes that the database did not take, and that are repeated.",
            by: "table", Self.byTable(databaseFailures))
        page.add(
            "roadwave_database_entries_lost_total", .counter, "Entries for the database that were given up.",
            by: "table", Self.byTable(databaseEntriesLost))
        page.add(
            "roadwave_database_rows_unreadable_total", .counter, "Rows of lives that were left out of a list.",
            Double(databaseRowsUnreadable))
        page.add("roadwave_recorded_packets_total", .counter, "Packets recorded.", Double(recordedPackets))
        page.add("roadwave_recorded_bytes_total", .counter, "Bytes of recordings written.", Double(recordedBytes))
        page.add(
            "roadwave_recording_packets_lost_total", .counter, "Packets that are silent in a recording.",
            Double(recordingPacketsLost))
        page.add(
            "roadwave_recording_failures_total", .counter, "Times that a recording could not be written any more.",
            Double(recordingFailures))
        return page.text
    }

    private static func byTable(_ counts: [RecordTable: Int]) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: RecordTable.allCases.map { ($0.rawValue, Double(counts[$0] ?? 0)) })
    }
}
