import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Admin routes")
struct AdminRoutesTests {
    @Test("a started node is alive and ready")
    func ready() async throws {
        try await RunningTestNode.with { running in
            #expect(try await running.admin.get("/livez").status == 200)
            let answer = try await running.admin.get("/readyz")
            #expect(answer.status == 200)
            #expect(try answer.json("status") == "ready")
            for check in ["storage", "secondary", "udp", "http", "drain"] {
                #expect(answer.text.contains("\"name\":\"\(check)\""))
            }
        }
    }

    @Test("without its storage a node is not ready, says so, and is alive")
    func storageGone() async throws {
        try await RunningTestNode.with { running in
            // A file where the directory was: nothing can be written beneath, whoever runs the test.
            // Moved, and again if need be: the node's own checks write beneath it meanwhile.
            try await until {
                let aside = running.directory.appendingPathExtension(UUID().uuidString)
                try? FileManager.default.moveItem(at: running.directory, to: aside)
                try? FileManager.default.removeItem(at: aside)
                return (try? Data().write(to: running.directory, options: .withoutOverwriting)) != nil
            }
            let answer = try await running.admin.get("/readyz")
            #expect(answer.status == 503)
            #expect(try answer.json("status") == "failing")
            #expect(answer.text.contains("the storage does not work"))
            #expect(try await running.admin.get("/livez").status == 200)
        }
    }

    @Test("the metrics count what happened")
    func metrics() async throws {
        try await RunningTestNode.with(.with(\.maximumLives, 1)) { running in
            for _ in 0..<2 { _ = try await running.client.publish(try TestOffer.opus()) }
            let answer = try await running.admin.get("/metrics")
            #expect(answer["Content-Type"]?.hasPrefix("text/plain") == true)
            #expect(answer.text.contains("\nroadwave_lives 1\n"))
            #expect(answer.text.contains("\nroadwave_lives_started_total 1\n"))
            #expect(answer.text.contains("\nroadwave_lives_refused_total 1\n"))
        }
    }

    @Test("a node that has just started shows these series, with zeros but for its places")
    func series() async throws {
        try await RunningTestNode.with(.with(\.maximumLives, 7)) { running in
            let metrics = try await running.metrics()
            #expect(metrics.keys.filter { !Self.measured.contains($0) }.sorted() == Self.series.sorted())
            // The request itself holds a connection, and the resources are measured from the start.
            let own: Set = ["roadwave_http_connections", "roadwave_monitoring_samples_total"]
            let counted = metrics.filter {
                !own.contains($0.key) && !Self.measured.contains($0.key) && $0.value != 0
            }
            #expect(counted == ["roadwave_slots_maximum": 7])
        }
    }

    @Test(
        "beyond the loopback, an operator's token reads them, and everyone where that is set", arguments: [false, true])
    func beyondLoopback(isOpen: Bool) async throws {
        let directory = try TemporaryDirectory()
        let text = try TokenKeySet.generate().text
        let file = directory.path + "/keys.json"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        var settings = NodeConfiguration.with(\.tokenKeys, file)
        settings.http.port = 0
        settings.udp.port = 0
        settings.admin = ListenAddress(host: "0.0.0.0", port: 0)
        settings.isAdminOpen = isOpen
        settings.dataDirectory = directory.path + "/data"
        let node = RoadWaveNode(configuration: settings, logger: .silent)
        let port = try #require(try await node.start().admin?.port)
        let client = TestHTTPClient(base: "http://127.0.0.1:\(port)")
        let keys = try await TokenKeys(keySet: text)
        func token(_ role: AccessRole) async throws -> [String: String] {
            let expiry = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + 3_600_000)
            let token = try await keys.issue(AccessClaims(subject: UserID(token: "a"), role: role, expiry: expiry))
            return ["Authorization": "Bearer \(token)"]
        }
        for path in ["/readyz", "/metrics"] {
            for method in ["GET", "HEAD"] {
                #expect(try await client.send(method, path).status == (isOpen ? 200 : 401))
            }
            #expect(try await client.get(path, headers: try await token(.creator)).status == (isOpen ? 200 : 403))
            #expect(try await client.get(path, headers: try await token(.operator)).status == 200)
        }
        #expect(try await client.get("/livez").status == 200)
        await node.stop()
        withExtendedLifetime(directory) {}
    }

    @Test("with the media in S3, a disk that takes no recordings is told, and the node goes on taking lives")
    func fullDisk() async throws {
        var settings = NodeConfiguration.single
        settings.s3 = S3Configuration(
            endpoint: "http://127.0.0.1:9", region: "r", bucket: "bucket",
            credentials: S3Credentials(key: "k", secret: "s"))
        let media = try TemporaryDirectory()
        try await RunningTestNode.with(settings, storage: try DirectoryStorage(path: media.path)) { running in
            #expect(try await running.admin.get("/readyz").json("status") == "ready")
            // A file in the place of the folder: nothing can be written beneath, whoever runs the test.
            try Data().write(to: running.directory.appending(path: "recordings"))
            let answer = try await running.admin.get("/readyz")
            #expect(answer.status == 200)
            #expect(try answer.json("status") == "degraded")
            #expect(answer.text.contains("the disk does not work"))
            #expect(answer.text.contains("recordings"))
        }
        withExtendedLifetime(media) {}
    }

    @Test("a secondary storage that does not work shows in /readyz and in the metrics, and lives are still taken")
    func secondaryGone() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            // A file in the place of the folder: nothing can be written beneath, whoever runs the test.
            let folder = running.directory.appending(path: "secondary")
            // The first look may just make it again.
            try await until {
                try? FileManager.default.removeItem(at: folder)
                return (try? Data().write(to: folder)) != nil
            }
            try await until {
                clock.advance(by: SecondaryWatch.period)
                return try await running.admin.get("/readyz").json("status") == "degraded"
            }
            let answer = try await running.admin.get("/readyz")
            #expect(answer.status == 200)
            #expect(answer.text.contains("recordings are not copied"))
            #expect(try await running.metrics()["roadwave_secondary_storage_failing"] == 1)
            #expect(try await running.client.publish(try TestOffer.opus()).status == 201)
        }
    }

    /// Dashboards and alerts depend on each of these names.
    static let series = [
        "roadwave_monitoring_samples_total", "roadwave_alerts_open",
        "roadwave_alert_messages_sent_total{channel=\"webhook\"}",
        "roadwave_alert_messages_sent_total{channel=\"mail\"}",
        "roadwave_alert_messages_sent_total{channel=\"alertmanager\"}",
        "roadwave_alert_failures_total{channel=\"webhook\"}", "roadwave_alert_failures_total{channel=\"mail\"}",
        "roadwave_alert_failures_total{channel=\"alertmanager\"}",
        "roadwave_alert_messages_lost_total{channel=\"webhook\"}",
        "roadwave_alert_messages_lost_total{channel=\"mail\"}",
        "roadwave_alert_messages_lost_total{channel=\"alertmanager\"}",
        "roadwave_listeners", "roadwave_lives", "roadwave_lives_started_total", "roadwave_lives_refused_total",
        "roadwave_capacity_failures_total", "roadwave_audience_failures_total", "roadwave_lives_lost_total",
        "roadwave_lives_taken_over_total", "roadwave_lease_failures_total", "roadwave_bus_failures_total",
        "roadwave_bus_messages_dropped_total", "roadwave_interruptions_total", "roadwave_ice_restarts_total",
        "roadwave_lives_resumed_total", "roadwave_connection_warnings_total", "roadwave_encoding_breaks_total",
        "roadwave_encoding_failures_total", "roadwave_event_streams", "roadwave_http_connections",
        "roadwave_http_connections_refused_total", "roadwave_token_key_reloads_total",
        "roadwave_token_key_failures_total", "roadwave_datagrams_received_total", "roadwave_datagrams_sent_total",
        "roadwave_received_bytes_total", "roadwave_packets_received_total", "roadwave_segments_listed_total",
        "roadwave_segments_lost_total", "roadwave_storage_failures_total",
        "roadwave_database_rows_unreadable_total", "roadwave_recorded_packets_total",
        "roadwave_recorded_bytes_total", "roadwave_recording_packets_lost_total",
        "roadwave_recording_failures_total", "roadwave_recording_bytes_copied_total",
        "roadwave_recording_copy_failures_total", "roadwave_secondary_storage_failing",
        "roadwave_sweep_bytes_freed_total",
        "roadwave_sweep_objects_deleted_total{kind=\"recording_piece\"}",
        "roadwave_sweep_objects_deleted_total{kind=\"recording_file\"}",
        "roadwave_sweep_objects_deleted_total{kind=\"live_media\"}",
        "roadwave_sweep_objects_deleted_total{kind=\"replay_leftover\"}",
        "roadwave_sweep_objects_deleted_total{kind=\"probe\"}",
        "roadwave_sweep_objects_deleted_total{kind=\"unfinished_upload\"}",
        "roadwave_sweep_refusals_total{reason=\"clock\"}", "roadwave_sweep_refusals_total{reason=\"mp3\"}",
        "roadwave_sweep_refusals_total{reason=\"failure\"}", "roadwave_replay_queue_failures_total",
        "roadwave_replay_unreadable_entries_total",
        "roadwave_replay_attempts_total{outcome=\"published\"}", "roadwave_replay_attempts_total{outcome=\"silent\"}",
        "roadwave_replay_attempts_total{outcome=\"unsupported\"}",
        "roadwave_replay_attempts_total{outcome=\"damaged\"}", "roadwave_replay_attempts_total{outcome=\"failed\"}",
        "roadwave_replay_attempts_total{outcome=\"dead\"}",
        "roadwave_replay_attempts_total{outcome=\"handed_back\"}", "roadwave_replay_attempts_total{outcome=\"lost\"}",
        "roadwave_slots_maximum", "roadwave_slots_taken",
        "roadwave_slots_reserved", "roadwave_queue_creators",
        "roadwave_bitrate_advices_total{reason=\"loss\"}",
        "roadwave_bitrate_advices_total{reason=\"jitter\"}",
        "roadwave_bitrate_advices_total{reason=\"round_trip\"}",
        "roadwave_bitrate_advices_total{reason=\"recovered\"}",
        "roadwave_access_refused_total{reason=\"token_missing\"}",
        "roadwave_access_refused_total{reason=\"token_invalid\"}",
        "roadwave_access_refused_total{reason=\"token_expired\"}",
        "roadwave_access_refused_total{reason=\"token_revoked\"}",
        "roadwave_access_refused_total{reason=\"banned\"}",
        "roadwave_access_refused_total{reason=\"role\"}",
        "roadwave_access_refused_total{reason=\"not_owner\"}",
        "roadwave_requests_limited_total{class=\"publish\"}",
        "roadwave_requests_limited_total{class=\"join\"}",
        "roadwave_requests_limited_total{class=\"beat\"}",
        "roadwave_requests_limited_total{class=\"react\"}",
        "roadwave_requests_limited_total{class=\"read\"}",
        "roadwave_requests_limited_total{class=\"search\"}",
        "roadwave_requests_limited_total{class=\"events\"}",
        "roadwave_requests_limited_total{class=\"failure\"}",
        "roadwave_http_clients_dropped_total{owed=\"request\"}",
        "roadwave_http_clients_dropped_total{owed=\"write\"}",
        "roadwave_http_requests_malformed_total{fault=\"request_line\"}",
        "roadwave_http_requests_malformed_total{fault=\"target\"}",
        "roadwave_http_requests_malformed_total{fault=\"version\"}",
        "roadwave_http_requests_malformed_total{fault=\"header\"}",
        "roadwave_http_requests_malformed_total{fault=\"headers_too_large\"}",
        "roadwave_http_requests_malformed_total{fault=\"host\"}",
        "roadwave_http_requests_malformed_total{fault=\"length\"}",
        "roadwave_http_requests_malformed_total{fault=\"coding\"}",
        "roadwave_http_requests_malformed_total{fault=\"chunk\"}",
        "roadwave_http_requests_malformed_total{fault=\"incomplete\"}",
        "roadwave_packets_refused_total{reason=\"not_opus\"}",
        "roadwave_packets_refused_total{reason=\"duplicate\"}",
        "roadwave_packets_refused_total{reason=\"late\"}",
        "roadwave_packets_refused_total{reason=\"early\"}",
        "roadwave_packets_refused_total{reason=\"out_of_range\"}",
        "roadwave_packets_refused_total{reason=\"overflow\"}",
        "roadwave_lives_ended_total{reason=\"creator\"}",
        "roadwave_lives_ended_total{reason=\"operator\"}",
        "roadwave_lives_ended_total{reason=\"operator_copyright\"}",
        "roadwave_lives_ended_total{reason=\"operator_rules\"}",
        "roadwave_lives_ended_total{reason=\"operator_audience\"}",
        "roadwave_lives_ended_total{reason=\"operator_schedule\"}",
        "roadwave_lives_ended_total{reason=\"operator_technical\"}",
        "roadwave_lives_ended_total{reason=\"creator_timeout\"}",
        "roadwave_lives_ended_total{reason=\"node_stopped\"}",
        "roadwave_lives_ended_total{reason=\"failure\"}",
        "roadwave_lives_ended_total{reason=\"node_lost\"}",
        "roadwave_database_failures_total{table=\"lives\"}",
        "roadwave_database_failures_total{table=\"audit_events\"}",
        "roadwave_database_failures_total{table=\"live_counters\"}",
        "roadwave_database_failures_total{table=\"live_voters\"}",
        "roadwave_database_entries_lost_total{table=\"lives\"}",
        "roadwave_database_entries_lost_total{table=\"audit_events\"}",
        "roadwave_database_entries_lost_total{table=\"live_counters\"}",
        "roadwave_database_entries_lost_total{table=\"live_voters\"}",
    ]

    /// Those of the resources, of the audit trail and of the process, which have values of their own once these are known.
    static let measured =
        monitored + [
            "roadwave_build_info{version=\"\(RoadWaveVersion.current)\"}",
            "roadwave_audit_days_overdue", "roadwave_audit_days_ready",
            "roadwave_certificate_expiry_timestamp_seconds", "process_cpu_seconds_total", "process_max_fds",
            "process_open_fds", "process_resident_memory_bytes", "process_start_time_seconds",
        ]

    /// The resources that are watched, and their thresholds.
    static let monitored = [
        "roadwave_cpu_usage_ratio", "roadwave_cpu_usage_threshold_ratio", "roadwave_memory_usage_ratio",
        "roadwave_memory_usage_threshold_ratio", "roadwave_upload_usage_ratio",
        "roadwave_upload_usage_threshold_ratio", "roadwave_webrtc_sessions", "roadwave_webrtc_sessions_threshold",
        "roadwave_cdn_latency_seconds", "roadwave_cdn_latency_threshold_seconds",
    ]

    @Test("every series is explained to operators")
    func explained() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/operations.md")
        let rows = try String(contentsOf: page.standardizedFileURL, encoding: .utf8).split(separator: "\n").filter {
            $0.hasPrefix("| `")
        }
        for series in Self.series + Self.measured {
            let name = series.prefix { $0 != "{" }
            // The first column: the second one may mention another metric.
            let isExplained = rows.contains { row in
                (row.split(separator: "|").first ?? "").matches(of: /`(\w+)/).contains { $0.1 == name }
            }
            #expect(isExplained, "docs/operations.md does not explain \(name)")
        }
    }

    @Test("the process is measured, and the version and the listeners are told")
    func process() async throws {
        try await RunningTestNode.with { running in
            let text = try await running.admin.get("/metrics").text
            func value(_ name: String) -> Double? {
                text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap {
                    $0.split(separator: " ").last.flatMap { Double($0) }
                }
            }
            #expect(value("roadwave_build_info{version=\"\(RoadWaveVersion.current)\"}") == 1)
            #expect(try #require(value("process_cpu_seconds_total")) > 0)
            #expect(try #require(value("process_resident_memory_bytes")) > 1e6)
            let (open, most) = (try #require(value("process_open_fds")), try #require(value("process_max_fds")))
            #expect(open <= most)
            let age = Date.now.timeIntervalSince1970 - (try #require(value("process_start_time_seconds")))
            #expect(age > -2 && age < 86_400)
            #expect(value("roadwave_certificate_expiry_timestamp_seconds") == nil)
            #expect(value("roadwave_listeners") == 0)
        }
    }

    @Test("the public port has none of them", arguments: ["/livez", "/readyz", "/metrics"])
    func apart(path: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.get(path)
            #expect(answer.status == 404)
        }
    }
}
