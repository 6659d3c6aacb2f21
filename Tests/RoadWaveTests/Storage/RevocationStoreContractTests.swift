import Testing

@testable import RoadWave

@Suite("The contract of the store of revocations", .postgresServer, .timeLimit(.minutes(5)))
struct RevocationStoreContractTests {
    static let implementations = NodeDatabaseImplementation.allCases

    @Test("what is revoked is read back, the latest first; what is restored is not", arguments: implementations)
    func whole(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let store = database.revocationStore
            let (anne, by) = (UserID(token: "anne"), UserID(token: "operator"))
            let token = Revocation(target: .token("'; DROP TABLE revocations; --"), at: .at(1), by: by)
            let ban = Revocation(target: .user(anne), at: .at(2), by: by)
            let before = Revocation(target: .user(anne), issuedBefore: .at(1.5), at: .at(3), by: by)
            for revocation in [token, ban, before, before] { try await store.put(revocation) }
            #expect(try await store.revocations(limit: 10) == [before, token])
            #expect(try await store.revocations(limit: 1) == [before])
            try await store.remove(.user(anne))
            try await store.remove(.user(anne))
            #expect(try await store.revocations(limit: 10) == [token])
        }
    }
}
