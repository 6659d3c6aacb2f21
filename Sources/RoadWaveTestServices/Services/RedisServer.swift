internal import Foundation

/// A Redis server of a test's or a scenario's own, empty at its start.
package struct RedisServer: Sendable {
    /// What `ROADWAVE_REDIS_URL` is set to.
    package let url: String
    /// The server's process, for who wants it to stop answering.
    package let pid: Int32
    private let process: ServiceProcess

    /// Starts a server whose files are in `folder`.
    ///
    /// - Parameters:
    ///   - tcp: whether it listens on a port of 127.0.0.1 instead of a socket in the folder.
    ///   - password: what clients must say, if anything.
    ///   - cluster: whether it is a cluster of one server, on a port.
    package static func start(
        in folder: String, tcp: Bool = false, password: String? = nil, cluster: Bool = false
    ) async throws -> RedisServer {
        let process = try await ServiceProcess.start(
            "redis",
            [folder] + (tcp ? ["--tcp"] : []) + (password.map { ["--password", $0] } ?? [])
                + (cluster ? ["--cluster"] : []))
        guard let pid = Int32(try process.value("pid")) else {
            throw DriverError("le service redis ne dit pas son numéro de processus")
        }
        return RedisServer(url: try process.value("url"), pid: pid, process: process)
    }

    /// Stops the server; what it held is lost.
    package func stop() async { await process.stop() }
}
