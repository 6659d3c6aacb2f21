internal import Foundation

/// The object storage of the whole run: it takes seconds to start, so that scenarios share it, with a bucket for each.
actor SharedStorage {
    /// The one of this process: the hook after all scenarios, which stops it, has no world.
    static let ofRun = SharedStorage()

    private var starting: Task<S3Server, any Error>?
    private var folder: String?

    /// The running storage, started for the first scenario that asks: a run without a scenario to play starts none.
    func server() async throws -> S3Server {
        if let starting { return try await starting.value }
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-stockage-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.folder = folder
        // A task of its own: the scenario that asked first may be cancelled while others wait.
        let starting = Task { try await S3Server.start(in: folder) }
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
