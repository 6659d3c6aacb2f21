package import Logging

/// Exports and erases the data about a user: `roadwave-server privacy`.
/// See docs/decisions/audit.md, « Erasure ».
package enum PrivacyOperation {
    /// One JSON document with all data about a user. The export is audited before it is made.
    /// - Throws: `RoadWaveError` when the user is no UUID, or a store cannot be used.
    package static func export(
        _ name: String, _ configuration: NodeConfiguration, data: String?, logger: Logger
    ) async throws -> String {
        let user = try user(name)
        return try await PersonalStores.with(try settings(configuration, data), logger: logger) { stores in
            try await stores.database.auditStore.append([
                AuditEntry(
                    AuditEvent(
                        at: .now, kind: .dataExported, details: ["subject": .string(stores.erasures.subject(of: user))])
                )
            ])
            return try await stores.export(of: user, at: .now).text()
        }
    }

    /// Erases a user.
    /// - Returns: the steps that were done and the places that were not reached.
    /// - Throws: as ``export(_:_:data:logger:)``. The erasure can be repeated.
    package static func erase(
        _ name: String, _ configuration: NodeConfiguration, data: String?, logger: Logger
    ) async throws -> [String] {
        let user = try user(name)
        return try await PersonalStores.with(try settings(configuration, data), logger: logger) { stores in
            try await stores.erase(user, at: .now)
        }
    }

    /// Erases again the erased users who are in a restored backup.
    package static func reapply(
        _ configuration: NodeConfiguration, data: String?, logger: Logger
    ) async throws -> [String] {
        try await PersonalStores.with(try settings(configuration, data), logger: logger) { stores in
            try await stores.reapply(at: .now)
        }
    }

    private static func user(_ name: String) throws(RoadWaveError) -> UserID {
        guard let user = UserID(name) else {
            throw RoadWaveError(.configuration, "'\(name)' is no user: expected a UUID, the 'sub' of the user's tokens")
        }
        return user
    }

    private static func settings(
        _ configuration: NodeConfiguration, _ data: String?
    ) throws(RoadWaveError) -> NodeConfiguration {
        guard let data else { return configuration }
        try DataDirectory.requireExisting(data)
        var configuration = configuration
        configuration.dataDirectory = data
        return configuration
    }
}
