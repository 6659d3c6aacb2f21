import Foundation
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
            for check in ["storage", "udp", "http"] { #expect(answer.text.contains("\"name\":\"\(check)\"")) }
        }
    }

    @Test("without its storage a node is not ready, says so, and is alive")
    func storageGone() async throws {
        try await RunningTestNode.with { running in
            // A file where the directory was: nothing can be written beneath, whoever runs the test.
            try FileManager.default.removeItem(at: running.directory)
            try Data().write(to: running.directory)
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

    @Test("the public port has none of them", arguments: ["/livez", "/readyz", "/metrics"])
    func apart(path: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.get(path)
            #expect(answer.status == 404)
        }
    }
}
