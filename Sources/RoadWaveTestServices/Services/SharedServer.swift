internal import Foundation

/// A server that takes seconds to start, so that many share one: a run of the specification, or the suites of a test run.
///
/// It starts for the first who asks, in a folder of its own, and stops when it is told to, or with the last borrower.
package actor SharedServer<Server: Sendable> {
    private let name: String
    private let start: @Sendable (_ folder: String) async throws -> Server
    private let stop: @Sendable (Server) async -> Void
    private var running: Running?
    private var borrowers = 0

    private struct Running {
        let folder: URL
        let server: Task<Server, any Error>
    }

    /// A server that nobody has asked for yet.
    ///
    /// - Parameters:
    ///   - name: what its folder is called, beside a part that makes it unique.
    ///   - start: starts it in a folder that exists.
    ///   - stop: stops it, and waits for its end.
    package init(
        named name: String, start: @escaping @Sendable (_ folder: String) async throws -> Server,
        stop: @escaping @Sendable (Server) async -> Void
    ) {
        self.name = name
        self.start = start
        self.stop = stop
    }

    /// The running server.
    package func server() async throws -> Server {
        if let running { return try await running.server.value }
        let folder = FileManager.default.temporaryDirectory.appending(path: "roadwave-\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A task of its own: who asked first may be cancelled while others wait.
        let server = Task { [start] in try await start(folder.path) }
        running = Running(folder: folder, server: server)
        return try await server.value
    }

    /// Stops it, and removes what it stored; the next who asks gets another one.
    package func shutDown() async {
        guard let running else { return }
        // Before the first suspension: who asks meanwhile must not get one that stops.
        self.running = nil
        running.server.cancel()
        if let server = try? await running.server.value { await stop(server) }
        try? FileManager.default.removeItem(at: running.folder)
    }

    /// Has it run for as long as a body does; it stops with the last of the bodies that run at the same time.
    package func lend(while body: @Sendable () async throws -> Void) async throws {
        borrowers += 1
        do {
            _ = try await server()
            try await body()
        } catch {
            await giveBack()
            throw error
        }
        await giveBack()
    }

    private func giveBack() async {
        borrowers -= 1
        if borrowers == 0 { await shutDown() }
    }
}
