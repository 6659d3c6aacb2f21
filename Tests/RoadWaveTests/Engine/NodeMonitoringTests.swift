import Foundation
import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

/// A whole node that watches its machine, and a webhook that it alerts.
@Suite("Monitoring of a node", .timeLimit(.minutes(1)))
struct NodeMonitoringTests {
    /// Runs a body with a receiver of alerts and the settings of a node that alerts it at once.
    private func withReceiver(
        _ body: (NodeConfiguration, @Sendable () -> [String: any Sendable]) async throws -> Void
    ) async throws {
        let bodies = Mutex<[[UInt8]]>([])
        let server = try await LoopbackServer.start { question in
            if question.method == "POST" { bodies.withLock { $0.append(question.body) } }
            return LoopbackServer.Answer(question.method == "POST" ? 200 : 404)
        }
        var settings = NodeConfiguration.single
        settings.mediaBaseURL = await server.base
        settings.monitoring.channels.webhook = .init(url: await server.base + "/hook", secret: "0123456789abcdef")
        settings.monitoring.alertAfter = .zero
        let base = settings
        do {
            try await body(base) {
                let last = bodies.withLock { $0.last } ?? []
                return (try? JSONSerialization.jsonObject(with: Data(last))) as? [String: any Sendable] ?? [:]
            }
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    @Test("every resource has a value and a threshold on the page of metrics")
    func page() async throws {
        try await withReceiver { settings, _ in
            try await RunningTestNode.with(settings) { running in
                try await until {
                    let page = try await running.admin.get("/metrics").text
                    return AdminRoutesTests.monitored.allSatisfy { page.contains("\n\($0) ") }
                }
            }
        }
    }

    @Test("a node without a cache has no latency, and no threshold for one")
    func noCache() async throws {
        try await RunningTestNode.with { running in
            try await until { try await running.admin.get("/metrics").text.contains("\nroadwave_memory_usage_ratio ") }
            let page = try await running.admin.get("/metrics").text
            #expect(!page.contains("\nroadwave_cdn_latency_seconds "))
            #expect(!page.contains("\nroadwave_cdn_latency_threshold_seconds "))
        }
    }

    @Test("memory beyond a lowered capacity is reported to the webhook, with the name of the node and a link")
    func memory() async throws {
        try await withReceiver { settings, last in
            var settings = settings
            settings.monitoring.memoryBytes = 1_000_000
            settings.monitoring.thresholds = [.memory: 85]
            settings.publicURL = "http://a.radio.example"
            try await RunningTestNode.with(settings) { _ in
                try await until { last()["metric"] as? String == "memory_usage" }
                let message = last()
                #expect(message["status"] as? String == "firing")
                #expect((message["value"] as? Double ?? 0) > 1)
                #expect(message["threshold"] as? Double == 0.85)
                #expect(message["node"] as? String == "http://a.radio.example")
                #expect(message["link"] as? String == "http://a.radio.example/exploitation")
            }
        }
    }

    @Test("a restarted node does not repeat an open alert")
    func restart() async throws {
        let directory = try TemporaryDirectory()
        try await withReceiver { settings, last in
            var settings = settings
            settings.monitoring.memoryBytes = 1_000_000
            settings.monitoring.thresholds = [.memory: 85]
            let folder = URL(fileURLWithPath: directory.path)
            try await RunningTestNode.with(settings, in: folder) { running in
                try await until {
                    try await running.metric("roadwave_alert_messages_sent_total{channel=\"webhook\"}") == 1
                }
            }
            try await RunningTestNode.with(settings, in: folder) { running in
                try await until { try await running.metric("roadwave_monitoring_samples_total") ?? 0 >= 3 }
                #expect(try await running.metric("roadwave_alerts_open") == 1)
                #expect(try await running.metric("roadwave_alert_messages_sent_total") == 0)
            }
            #expect(last()["status"] as? String == "firing")
        }
        withExtendedLifetime(directory) {}
    }

    @Test("an unreachable receiver neither stops a node nor delays its stop")
    func away() async throws {
        var settings = NodeConfiguration.single
        settings.monitoring.channels.webhook = .init(url: "http://127.0.0.1:1/", secret: "0123456789abcdef")
        settings.monitoring.alertAfter = .zero
        settings.monitoring.thresholds = [.memory: 0]
        try await RunningTestNode.with(settings) { running in
            try await until { try await running.metric("roadwave_alert_failures_total") ?? 0 >= 1 }
            #expect(try await running.admin.get("/readyz").status == 200)
        }
    }

    @Test("forty lives that begin and end leave as many series as one, and none names a live")
    func series() async throws {
        try await RunningTestNode.with { running in
            var liveIDs: [String] = []
            func liveEnds() async throws {
                let answer = try await running.client.publish(try TestOffer.opus())
                let location = try #require(answer["Location"])
                let path = try #require(URL(string: location)?.path)
                #expect(
                    try await running.client.send("DELETE", path, headers: ["Authorization": "Bearer createur"]).status
                        == 200)
                liveIDs.append(String(path.suffix(36)))
            }
            func names() async throws -> Set<String> {
                Set(try await running.metrics().keys).subtracting(AdminRoutesTests.monitored)
            }
            try await liveEnds()
            let before = try await names()
            for _ in 0..<39 { try await liveEnds() }
            #expect(try await names() == before)
            let page = try await running.admin.get("/metrics").text
            #expect(liveIDs.count == 40 && liveIDs.allSatisfy { !page.contains($0) })
        }
    }
}
