import Foundation
import Testing

@testable import RoadWave

@Suite("Audit events that are kept for the next start")
struct AuditBacklogTests {
    private static let events = [
        AuditEvent(
            at: .at(1.5), kind: .listenerJoined, live: LiveID(), user: UserID(token: "ada"),
            details: ["lat": 48.5, "text": "\"é\n🎙️\"", "count": 3, "premium": true]),
        AuditEvent(at: .at(2), kind: .refused),
    ]

    @Test("entries are read back as they were kept, with their identities, and forgotten once cleared")
    func roundTrip() throws {
        let directory = try TemporaryDirectory()
        let backlog = AuditBacklog(dataDirectory: directory.path)
        #expect(try backlog.read().entries == [])
        let entries = Self.events.map { AuditEntry($0) }
        #expect(try backlog.keep(Array(entries.prefix(1))) == 1)
        #expect(try backlog.keep(entries) == 2)
        let (read, unreadable) = try backlog.read()
        #expect(read == entries)
        #expect(unreadable == 0)
        try backlog.clear()
        try backlog.clear()
        #expect(try backlog.read().entries == [])
        withExtendedLifetime(directory) {}
    }

    @Test("lines that are none of ours are counted, and hide none of the others")
    func unreadable() throws {
        let directory = try TemporaryDirectory()
        let backlog = AuditBacklog(dataDirectory: directory.path)
        let entries = Self.events.map { AuditEntry($0) }
        _ = try backlog.keep(entries)
        var text = try String(contentsOfFile: backlog.path, encoding: .utf8)
        text = "nonsense\n" + text + "{\"event_id\":\"a\",\"at\":\"yesterday\"}\n{\"event_i"
        try text.write(toFile: backlog.path, atomically: true, encoding: .utf8)
        let (read, unreadable) = try backlog.read()
        #expect(read == entries)
        #expect(unreadable == 3)
        withExtendedLifetime(directory) {}
    }
}
