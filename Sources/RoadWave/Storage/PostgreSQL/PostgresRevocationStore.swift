/// Revocations in PostgreSQL, for all the nodes that share it.
struct PostgresRevocationStore: RevocationStore {
    let database: PostgresDatabase

    func revocations(limit: Int) async throws(DatabaseFailure) -> [Revocation] {
        let rows = try await database.query(
            """
            SELECT kind, subject, (extract(epoch FROM issued_before) * 1000)::bigint AS issued_ms,
                (extract(epoch FROM revoked_at) * 1000)::bigint AS revoked_ms, revoked_by
            FROM revocations ORDER BY revoked_at DESC LIMIT $1
            """, [.integer(Int64(limit))], for: .reading)
        var found: [Revocation] = []
        for row in rows {
            let read = RevocationRow(
                kind: try row.text("kind"), subject: try row.text("subject"),
                issuedBefore: try row.optionalDate("issued_ms"), revokedAt: try row.date("revoked_ms"),
                revokedBy: try row.text("revoked_by"))
            if let revocation = read.revocation { found.append(revocation) }
        }
        return found
    }

    func put(_ revocation: Revocation) async throws(DatabaseFailure) {
        let row = RevocationRow(revocation)
        try await database.query(
            """
            INSERT INTO revocations (kind, subject, issued_before, revoked_at, revoked_by) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (kind, subject) DO UPDATE SET issued_before = excluded.issued_before,
                revoked_at = excluded.revoked_at, revoked_by = excluded.revoked_by
            """,
            [.text(row.kind), .text(row.subject), .date(row.issuedBefore), .date(row.revokedAt), .text(row.revokedBy)])
    }

    func remove(_ target: Revocation.Target) async throws(DatabaseFailure) {
        let (kind, subject) = RevocationRow.key(target)
        try await database.query(
            "DELETE FROM revocations WHERE kind = $1 AND subject = $2", [.text(kind), .text(subject)])
    }
}
