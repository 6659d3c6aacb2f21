import RoadWaveClient
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// Who reads how often a live was reported.
@Suite("Privacy of reports", .timeLimit(.minutes(5)))
struct ReportPrivacyTests {
    private struct Accounts: Authenticator {
        func bearer(of token: String) async throws(AuthenticationError) -> Bearer {
            let role: AccessRole? =
                switch token {
                case "createur", "autre": .creator
                case "auditeur": .listener
                case "moderation": .operator
                default: nil
                }
            guard let role else { throw .invalid(reason: nil) }
            return Bearer(id: UserID(token: token), role: role)
        }
    }

    private static let readers: [(token: String?, isTold: Bool)] = [
        ("createur", true), ("moderation", true), ("autre", false), ("auditeur", false), ("faux", false), (nil, false),
    ]

    @Test("only the creator and operators get reports, in the live, in the list and in the events")
    func readers() async throws {
        try await RunningTestNode.with(authenticator: Accounts()) { running in
            let creator = try await running.openHeardLive()
            let live = "\(creator.id)"
            let report = try await running.listen("POST", live, "/reports", body: "{\"category\":\"spam\"}")
            #expect(report.status == 204)
            // The list is read from the catalogue, which is written a little later.
            try await until { try await running.client.get("/lives").text.contains(live) }
            for (token, isTold) in Self.readers {
                let headers = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
                for path in ["/lives/\(live)", "/lives"] {
                    let text = try await running.client.get(path, headers: headers).text
                    #expect(text.contains("\"reports\":1") == isTold, "\(path) \(token ?? "-")")
                    #expect(text.contains("reports") == isTold, "\(path) \(token ?? "-")")
                }
            }
            await creator.publisher.close()
        }
    }

    @Test("events have no reports for other clients")
    func events() {
        let counts = AudienceCounts(listeners: 1, likes: 2, reports: 3)
        let event = EngineEvent.audienceChanged(LiveID(), counts)
        for isTold in [true, false] {
            let feed = LiveEventFeed(live: event.liveID, showsReports: isTold)
            #expect(feed.events(of: event).map(\.data).allSatisfy { $0.contains("\"reports\":3") == isTold })
        }
    }

    @Test("without keys any bearer may be the creator, and gets reports")
    func withoutKeys() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            #expect(try await running.counts(of: live) == [0, 0, 0])
        }
    }
}
