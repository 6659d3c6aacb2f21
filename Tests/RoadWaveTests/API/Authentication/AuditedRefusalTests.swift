import Foundation
import Testing

@testable import RoadWave

@Suite("Refusals in the audit trail", .timeLimit(.minutes(5)))
struct AuditedRefusalTests {
    @Test("what tokens do not permit is in the trail with who, what, which live and why; a flood is summed up")
    func audited() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "roadwave-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = directory.appending(path: "keys.json")
        let text = try TokenKeySet.generate().text
        try text.write(to: file, atomically: true, encoding: .utf8)
        let keys = try await TokenKeys(keySet: text)
        let (listener, anne) = (try await token(keys, "lucie", .listener), try await token(keys, "anne", .creator))
        let bernard = try await token(keys, "bernard", .creator)
        var settings = NodeConfiguration.with(\.tokenKeys, file.path)
        var live: LiveID?
        try await RunningTestNode.with(settings, in: directory) { running in
            let answer = try await running.client.publish(try TestOffer.opus(), token: anne)
            let id = try #require(answer["Location"]?.split(separator: "/").last)
            live = LiveID(id)
            for _ in 0..<12 {
                #expect(try await running.client.publish(try TestOffer.opus(), token: listener).status == 403)
            }
            #expect(try await running.client.delete("/whip/\(id)", token: bernard).status == 403)
            // Nobody is known who sends these: they are counted, and not audited.
            #expect(try await running.client.delete("/whip/\(id)", token: "faux").status == 401)
        }
        settings.dataDirectory = directory.path
        let events = try await Self.refusals(settings)
        let lucie = events.filter { $0.user == UserID(token: "lucie") }
        #expect(lucie.count == RefusalDigest.recordedPerPeriod + 1)
        #expect(
            lucie.compactMap { event in if case .int(let times) = event.details["times"] { times } else { nil } }
                .reduce(0, +) == 12)
        #expect(lucie.allSatisfy { $0.details["action"] == "publish" && $0.details["reason"] == "role" })
        let others = events.filter { $0.user != UserID(token: "lucie") }
        #expect(others.map(\.user) == [UserID(token: "bernard")])
        #expect(others.first?.live == live)
        #expect(others.first?.details["action"] == "end")
        #expect(others.first?.details["reason"] == "not_owner")
        for token in [listener, anne, bernard] { #expect(!"\(events)".contains(token)) }
    }

    private func token(_ keys: TokenKeys, _ name: String, _ role: AccessRole) async throws -> String {
        let expiry = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + 3_600_000)
        return try await keys.issue(AccessClaims(subject: UserID(token: name), role: role, expiry: expiry))
    }

    /// What a node that has stopped left in its database.
    private static func refusals(_ configuration: NodeConfiguration) async throws -> [AuditEvent] {
        let database = try NodeDatabases.open(configuration, date: { .now }, logger: .silent)
        let events = try await database.auditStore.events(of: nil, limit: 1_000)
        await database.close()
        return events.filter { $0.kind == .refused }
    }
}
