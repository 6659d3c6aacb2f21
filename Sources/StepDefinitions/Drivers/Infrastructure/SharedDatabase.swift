internal import Foundation

/// The PostgreSQL server of the whole run: it takes a second to start, so that scenarios share it, with a database for
/// each.
actor SharedDatabase {
    /// The one of this process: the hook after all scenarios, which stops it, has no world.
    static let ofRun = SharedDatabase()

    private var starting: Task<PostgresServer, any Error>?
    private var folder: String?

    /// The running server, started for the first scenario that asks: a run without a scenario to play starts none.
    func server() async throws -> PostgresServer {
        if let starting { return try await starting.value }
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-base-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.folder = folder
        // A task of its own: the scenario that asked first may be cancelled while others wait.
        let starting = Task { try await PostgresServer.start(in: folder) }
        self.starting = starting
        return try await starting.value
    }

    /// Stops it, and removes what it stored.
    func stop() async {
        starting?.cancel()
        if let server = try? await starting?.value { await server.stop() }
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
        starting = nil
        folder = nil
    }
}
