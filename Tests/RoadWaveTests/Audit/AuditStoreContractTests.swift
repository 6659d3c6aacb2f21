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

    @Test("the events about a user are those by the user, and those that name the user", arguments: implementations)
    func aboutUser(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (ada, bob, live) = (UserID(token: "ada"), UserID(token: "bob"), LiveID())
            let events = [
                AuditEvent(at: .at(1), kind: .listenerJoined, live: live, user: ada),
                AuditEvent(at: .at(2), kind: .listenerJoined, live: live, user: bob),
                AuditEvent(
                    at: .at(3), kind: .accessRevoked, user: bob, details: ["target_user": .string(ada.description)]),
                AuditEvent(at: .at(4), kind: .accessRevoked, user: bob, details: ["token_id": "t"]),
            ]
            try await database.auditStore.append(events.map { AuditEntry($0) })
            #expect(try await database.auditStore.events(about: ada, of: nil, limit: 10) == [events[2], events[0]])
            // However many later ones there are of other lives.
            #expect(try await database.auditStore.events(about: ada, of: live, limit: 1) == [events[0]])
            #expect(try await database.auditStore.events(about: ada, of: LiveID(), limit: 1) == [])
        }
    }

    @Test(
        "a user who is replaced is in no event any more, nor is the position, and the others stay",
        arguments: implementations)
    func replaced(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (ada, bob, nobody) = (UserID(token: "ada"), UserID(token: "bob"), UserID(token: "nobody"))
            let place: [String: AuditValue] = ["lat": 48.9, "lon": -2.4, "listener_id": "l"]
            let others = AuditEvent(at: .at(2), kind: .listenerJoined, user: bob, details: place)
            try await database.auditStore.append(
                [
                    AuditEvent(at: .at(1), kind: .listenerJoined, user: ada, details: place), others,
                    AuditEvent(
                        at: .at(3), kind: .accessRevoked, user: bob,
                        details: ["target_user": .string(ada.description)]),
                    AuditEvent(
                        at: .at(4), kind: .liveStarted, user: ada,
                        details: ["creator_id": .string(ada.description), "zone_geo": "Nice"]),
                ].map { AuditEntry($0) })
            #expect(try await database.auditStore.replace(ada, by: nobody) == 3)
            #expect(try await database.auditStore.events(about: ada, of: nil, limit: 10).isEmpty)
            let name = AuditValue.string(nobody.description)
            #expect(
                try await database.auditStore.events(of: nil, limit: 10) == [
                    AuditEvent(
                        at: .at(4), kind: .liveStarted, user: nobody,
                        details: ["creator_id": name, "zone_geo": "Nice"]),
                    AuditEvent(at: .at(3), kind: .accessRevoked, user: bob, details: ["target_user": name]), others,
                    AuditEvent(at: .at(1), kind: .listenerJoined, user: nobody),
                ])
        }
    }

    @Test("the totals of a live's listeners are computed from their sessions", arguments: implementations)
    func listening(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let live = LiveID()
            func event(_ kind: AuditEvent.Kind, _ user: String, at seconds: Double, _ listened: Double? = nil)
                -> AuditEntry
            {
                var event = AuditEvent(at: .at(seconds), kind: kind, live: live, user: UserID(token: user))
                event.details["listening_s"] = listened.map { .double($0) }
                return AuditEntry(event)
            }
            #expect(try await database.auditStore.listening(to: live) == ListeningTotals())
            // Ada comes twice; her second session begins in the moment in which the first one ends.
            try await database.auditStore.append([
                event(.listenerJoined, "ada", at: 0), event(.listenerJoined, "bob", at: 1),
                event(.listenerLeft, "ada", at: 10, 10), event(.listenerJoined, "ada", at: 10),
                event(.listenerLeft, "bob", at: 12, 11), event(.listenerLeft, "ada", at: 13.5, 3.5),
                AuditEntry(self.event(.listenerJoined, at: 5, live: LiveID())),
            ])
            let totals = try await database.auditStore.listening(to: live)
            #expect(totals == ListeningTotals(unique: 2, seconds: 24.5))
        }
    }

    @Test(
        "an event of 89 days is kept and one of 91 days is deleted, by the database's clock", arguments: implementations
    )
    func ninetyDays(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let now = WallDate.now.millisecondsSince1970
            func days(_ number: Double) -> AuditEvent {
                AuditEvent(
                    at: WallDate(millisecondsSince1970: now + Int64(number * 86_400_000)), kind: .refused,
                    details: ["day": .double(number + 0.5)])
            }
            let events = [-400, -91, -89, 0, 100].map { days($0) }
            _ = try await database.auditStore.prepare(keptDays: 90)
            try await database.auditStore.append(events.map { AuditEntry($0) })
            _ = try await database.auditStore.sweep(isForced: false, isDryRun: true)
            #expect(try await database.auditStore.events(of: nil, limit: 10).count == 5)
            _ = try await database.auditStore.sweep(isForced: false, isDryRun: false)
            #expect(try await database.auditStore.events(of: nil, limit: 10) == events.dropFirst(2).reversed())
        }
    }

    @Test("another retention time can be set", arguments: implementations)
    func otherTime(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let now = WallDate.now.millisecondsSince1970
            let events = [-31, -29].map { days in
                AuditEvent(at: WallDate(millisecondsSince1970: now + days * 86_400_000), kind: .refused)
            }
            try await database.auditStore.append(events.map { AuditEntry($0) })
            #expect(try await database.auditStore.prepare(keptDays: 30).keptDays == 30)
            _ = try await database.auditStore.sweep(isForced: false, isDryRun: false)
            #expect(try await database.auditStore.events(of: nil, limit: 10) == [events[1]])
        }
    }
}
