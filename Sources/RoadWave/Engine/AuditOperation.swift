package import Logging

/// Reads the audit trail: `roadwave-server audit show`. The reading is audited before anything is shown.
package enum AuditOperation {
    /// The filter of a reading.
    package struct Question: Sendable {
        /// Only the events of this live.
        package var live: String?
        /// Only the events by this user, or about the user.
        package var user: String?
        package var limit: Int
        /// The name of the reader, for the trail.
        package var reader: String

        /// Without a live or a user, the last events of all lives.
        package init(live: String?, user: String?, limit: Int, reader: String) {
            self.live = live
            self.user = user
            self.limit = limit
            self.reader = reader
        }
    }

    /// - Returns: the events, newest first, each as one line of JSON.
    /// - Throws: `RoadWaveError` when the database cannot be used; also when the reading cannot be audited.
    package static func show(
        _ question: Question, _ configuration: NodeConfiguration, logger: Logger
    ) async throws(RoadWaveError) -> [String] {
        if configuration.postgres == nil { try NodeDatabases.requireExisting(configuration) }
        let live = try question.live.map { name throws(RoadWaveError) in
            guard let live = LiveID(name) else { throw RoadWaveError(.configuration, "'\(name)' is no live_id") }
            return live
        }
        let user = try question.user.map { name throws(RoadWaveError) in
            guard let user = UserID(name) else { throw RoadWaveError(.configuration, "'\(name)' is no user") }
            return user
        }
        let database = try await DatabaseMigration.open(
            configuration, clock: NodeClock(ContinuousClock()), logger: logger)
        do throws(DatabaseFailure) {
            let lines = try await read(question, live, user, database.auditStore)
            await database.close()
            return lines
        } catch {
            await database.close()
            throw NodeDatabases.failure(configuration, error)
        }
    }

    private static func read(
        _ question: Question, _ live: LiveID?, _ user: UserID?, _ store: any AuditStore
    ) async throws(DatabaseFailure) -> [String] {
        var details: [String: AuditValue] = ["reader": .string(question.reader), "limit": .int(question.limit)]
        details["target_user"] = user.map { .string($0.description) }
        let event = AuditEvent(at: .now, kind: .trailRead, live: live, details: details)
        try await store.append([AuditEntry(event)])
        let events =
            if let user {
                try await store.events(about: user, of: live, limit: question.limit)
            } else {
                try await store.events(of: live, limit: question.limit)
            }
        return try events.map { event throws(DatabaseFailure) in try JSONColumn.text(AuditLine(event)) }
    }
}
