import Testing

@testable import RoadWave

@Suite("The contract of the audit trail's store", .postgresServer, .timeLimit(.minutes(5)))
struct AuditStoreContractTests {
    static let implementations = NodeDatabaseImplementation.allCases

    private func event(_ kind: AuditEvent.Kind, at seconds: Double, live: LiveID? = nil) -> AuditEvent {
        AuditEvent(at: .at(seconds), kind: kind, live: live, user: UserID(token: "a"))
    }

    @Test("an event is read back as it was recorded, whatever its texts hold", arguments: implementations)
    func whole(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let live = LiveID()
            var events = AuditEvent.Kind.allCases.enumerated().map { event($1, at: Double($0), live: live) }
            events[2].details = [
                "text": #"'; DROP TABLE audit_events; -- "\u0041" é 🎙️"#, "empty": "", "int": .int(.max), "double": 0.1,
                "bool": true, "": "no name", "infinite": .double(.infinity),
            ]
            events.append(AuditEvent(at: .at(50), kind: .refused))
            try await database.auditStore.append(events.map { AuditEntry($0) })
            events[2].details["infinite"] = "inf"
            #expect(try await database.auditStore.events(of: nil, limit: 100) == events.reversed())
            #expect(try await database.auditStore.events(of: live, limit: 2) == events.dropLast().suffix(2).reversed())
        }
    }

    @Test("what PostgreSQL cannot hold and what is too long is kept all the same, in part", arguments: implementations)
    func hostile(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            var hostile = event(.refused, at: 0)
            hostile.details = ["a\0b": "c\0d", "long": .string(String(repeating: "é", count: 100_000))]
            for number in 0..<1_000 { hostile.details["z\(number)"] = .int(number) }
            try await database.auditStore.append([AuditEntry(hostile)])
            let kept = try #require(try await database.auditStore.events(of: nil, limit: 1).first).details
            #expect(kept["a\u{FFFD}b"] == "c\u{FFFD}d")
            #expect(kept["long"] == .string(String(repeating: "é", count: AuditEntry.maximumText)))
            #expect(kept.count == AuditEntry.maximumDetails)
        }
    }

    @Test("a batch that is written again after a lost answer is there once", arguments: implementations)
    func repeated(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let batch = (0..<200).map { AuditEntry(event(.listenerJoined, at: Double($0), live: LiveID())) }
            try await database.auditStore.append(batch)
            try await database.auditStore.append(batch + [AuditEntry(event(.listenerLeft, at: 300))])
            #expect(try await database.auditStore.events(of: nil, limit: 1_000).count == 201)
        }
    }

    @Test("a live begins and ends once, whoever says so", arguments: implementations)
    func onceALive(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let live = LiveID()
            for second in [1.0, 2] {
                try await database.auditStore.append([
                    AuditEntry(event(.liveStarted, at: second, live: live)),
                    AuditEntry(event(.liveEnded, at: second + 10, live: live)),
                    AuditEntry(event(.listenerJoined, at: second + 5, live: live)),
                ])
            }
            let events = try await database.auditStore.events(of: live, limit: 10)
            #expect(events.map(\.kind) == [.liveEnded, .listenerJoined, .listenerJoined, .liveStarted])
            #expect(events.first?.at == .at(11))
        }
    }
}
