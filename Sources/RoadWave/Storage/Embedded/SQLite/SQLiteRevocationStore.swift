internal import GRDB

/// Revocations in the embedded database.
struct SQLiteRevocationStore: RevocationStore {
    let database: SQLiteDatabase

    func revocations(limit: Int) async throws(DatabaseFailure) -> [Revocation] {
        let rows = try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM revocations ORDER BY revoked_at DESC LIMIT ?", arguments: [limit]
            ).map { row in
                RevocationRow(
                    kind: try row.decode(forColumn: "kind"), subject: try row.decode(forColumn: "subject"),
                    issuedBefore: try row.decode(Int64?.self, forColumn: "issued_before").map {
                        WallDate(millisecondsSince1970: $0)
                    },
                    revokedAt: WallDate(millisecondsSince1970: try row.decode(forColumn: "revoked_at")),
                    revokedBy: try row.decode(forColumn: "revoked_by"))
            }
        }
        return rows.compactMap(\.revocation)
    }

    func put(_ revocation: Revocation) async throws(DatabaseFailure) {
        let row = RevocationRow(revocation)
        try await database.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO revocations VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    row.kind, row.subject, row.issuedBefore?.millisecondsSince1970,
                    row.revokedAt.millisecondsSince1970, row.revokedBy,
                ])
        }
    }

    func remove(_ target: Revocation.Target) async throws(DatabaseFailure) {
        let (kind, subject) = RevocationRow.key(target)
        try await database.write { database in
            try database.execute(
                sql: "DELETE FROM revocations WHERE kind = ? AND subject = ?", arguments: [kind, subject])
        }
    }
}
