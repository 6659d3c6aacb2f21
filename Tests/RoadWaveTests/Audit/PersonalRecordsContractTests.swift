import Testing

@testable import RoadWave

@Suite("The contract of the records about users", .postgresServer, .timeLimit(.minutes(5)))
struct PersonalRecordsContractTests {
    static let implementations = NodeDatabaseImplementation.allCases

    private let ada = UserID(token: "ada")
    private let bob = UserID(token: "bob")

    private func live(of creator: UserID, _ title: String, state: LiveState) throws -> Live {
        let live = Live(
            id: LiveID(), creator: creator,
            metadata: try LiveMetadata(title: title, zoneGeo: nil, tags: [], classificationAge: nil),
            renditions: ["48k"], playerBuffer: .seconds(15), state: .live, startedAt: .at(1))
        return state == .live ? live : live.over(state, .creator, at: 2)
    }

    @Test("the rows of every table are found, including a table of a later version", arguments: implementations)
    func found(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let own = try live(of: ada, "own", state: .ended)
            try await database.catalogue.record(own)
            try await database.catalogue.record(try live(of: bob, "other", state: .ended))
            try await database.revocationStore.put(
                Revocation(target: .user(ada), issuedBefore: nil, at: .at(0), by: bob))
            try await implementation.execute("CREATE TABLE later (friend text, name text)", on: database)
            try await implementation.execute(
                "INSERT INTO later VALUES ('\(ada)', 'Ada'), ('\(bob)', 'Bob')", on: database)
            let rows = try await database.personalRecords.rows(about: ada)
            #expect(Set(rows.keys).isSuperset(of: ["lives", "revocations", "later"]))
            #expect(rows["lives"]?.count == 1 && rows["lives"]?.first?.contains("own") == true)
            #expect(rows["later"]?.count == 1 && rows["later"]?.first?.contains("Ada") == true)
            #expect(try await database.personalRecords.lives(of: ada) == [own.id: true])
            #expect(try await database.personalRecords.users() == [ada, bob])
        }
    }

    @Test("the users include a user who is named only in events of other users", arguments: implementations)
    func named(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            try await database.auditStore.append([
                AuditEntry(
                    AuditEvent(
                        at: .at(1), kind: .accessRestored, user: bob,
                        details: ["target_user": .string(ada.description)])),
                AuditEntry(AuditEvent(at: .at(2), kind: .accessRestored, user: bob, details: ["token_id": "t"])),
            ])
            #expect(try await database.personalRecords.users() == [ada, bob])
        }
    }

    @Test("who is replaced is in no table any more; figures and others stay", arguments: implementations)
    func replaced(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let nobody = UserID(token: "nobody")
            let own = try live(of: ada, "own", state: .ended)
            let other = try live(of: bob, "other", state: .ended)
            for live in [own, other] { try await database.catalogue.record(live) }
            try await database.revocationStore.put(
                Revocation(target: .user(ada), issuedBefore: nil, at: .at(0), by: bob))
            try await database.revocationStore.put(
                Revocation(target: .user(bob), issuedBefore: nil, at: .at(0), by: ada))
            try await database.personalRecords.forgetContents(of: [own.id], at: .at(9))
            try await database.personalRecords.replace(ada, by: nobody)
            #expect(try await database.personalRecords.rows(about: ada).isEmpty)
            let kept = try #require(try await database.catalogue.live(own.id))
            #expect(kept.creator == nobody && kept.metadata.title == "Live effacé" && kept.startedAt == own.startedAt)
            #expect(try await database.catalogue.live(other.id)?.metadata.title == "other")
            // The node still has the live as it was, and records it once more.
            try await database.catalogue.record(own)
            #expect(try await database.catalogue.titles(LiveFilter(title: "own")) == [])
            #expect(try await database.catalogue.titles(LiveFilter(title: "efface")) == ["Live effacé"])
            let revocations = try await database.revocationStore.revocations(limit: 9)
            #expect(revocations.map(\.target) == [.user(bob)])
            #expect(revocations.first?.by == nobody)
        }
    }

    @Test("a live that is on air keeps its creator", arguments: implementations)
    func onAir(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let own = try live(of: ada, "own", state: .live)
            try await database.catalogue.record(own)
            #expect(try await database.personalRecords.lives(of: ada) == [own.id: false])
            try await database.personalRecords.replace(ada, by: UserID(token: "nobody"))
            #expect(try await database.catalogue.live(own.id)?.creator == ada)
        }
    }
}
