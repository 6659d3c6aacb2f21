import Foundation
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// The reports, as a real Alertmanager understands them.
@Suite("Alertmanager", .timeLimit(.minutes(1)))
struct AlertmanagerTests {
    private static let sender = AlertSender(node: "https://a.radio.example", link: "https://a.radio.example")

    /// Runs a body with a server and a channel to it.
    private func with(_ body: (AlertmanagerServer, AlertmanagerChannel) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let server = try await AlertmanagerServer.start(in: directory.path)
        let http = AlertHTTP()
        let result = await Result { try await body(server, AlertmanagerChannel(root: server.http, http: http)) }
        await http.close()
        await server.stop()
        withExtendedLifetime(directory) {}
        try result.get()
    }

    /// The alerts that the server holds for active.
    private func active(_ server: AlertmanagerServer) async throws -> [[String: any Sendable]] {
        let answer = try #require(await HTTPWitness().request(server.http + "/api/v2/alerts?active=true"))
        return try #require(JSONSerialization.jsonObject(with: Data(answer.body)) as? [[String: any Sendable]])
    }

    @Test("an incident is one alert from its beginning to its end, with the value as an annotation")
    func incident() async throws {
        try await with { server, channel in
            var feed = AlertmanagerFeed(sender: Self.sender)
            let incident = Incident(
                metric: .memory, kind: .threshold, startedAt: .now, value: 0.86, threshold: 0.85)
            feed.take(Self.sender.message(about: .started(incident), timing: AlertTiming(), rule: nil))
            for _ in 0..<2 {
                let report = try #require(feed.report(at: .zero, date: .now))
                #expect(await channel.post(report.alerts) == .accepted)
            }
            try await until { try await active(server).count == 1 }
            let alert = try #require(try await active(server).first)
            let labels = alert["labels"] as? [String: String]
            #expect(labels?["metric"] == "memory_usage" && labels?["node"] == "https://a.radio.example")
            let annotations = alert["annotations"] as? [String: String]
            #expect(annotations?["value"] == "0.86")
            #expect(annotations?["description"]?.contains("Mémoire à 86") == true)

            feed.take(
                Self.sender.message(about: .ended(incident, at: .now, value: 0.2), timing: AlertTiming(), rule: nil))
            let report = try #require(feed.report(at: .zero, date: .now))
            #expect(await channel.post(report.alerts) == .accepted)
            try await until { try await active(server).isEmpty }
        }
    }

    @Test("an alert about missing values and one about a failed replay are accepted")
    func others() async throws {
        try await with { server, channel in
            var feed = AlertmanagerFeed(sender: Self.sender)
            let incident = Incident(metric: .delivery, kind: .noData, startedAt: .now, threshold: 0.2)
            for event in [AlertEvent.started(incident), .replayFailed(LiveID(), reason: "damaged", at: .now)] {
                feed.take(Self.sender.message(about: event, timing: AlertTiming(), rule: nil))
            }
            let report = try #require(feed.report(at: .zero, date: .now))
            #expect(await channel.post(report.alerts) == .accepted)
            try await until { try await active(server).count == 2 }
        }
    }
}

extension Result where Failure == any Error {
    /// The result of an asynchronous body.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
