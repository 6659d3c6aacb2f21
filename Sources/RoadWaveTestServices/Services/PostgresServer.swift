internal import Foundation

/// A PostgreSQL server of a run's own: `ci/services/postgres`. It takes a second to start: one serves many tests, with a
/// database for each.
package struct PostgresServer: Sendable {
    /// The URL of its first database, as its owner.
    package let url: String
    /// The server's process, for who wants it to stop answering.
    package let pid: Int32
    private let process: ServiceProcess

    /// The one of this process.
    package static let shared = SharedServer(
        named: "postgres", start: { try await PostgresServer.start(in: $0) }, stop: { await $0.stop() })

    /// The port of 127.0.0.1 that it listens on.
    package var port: Int { URL(string: url)?.port ?? 0 }

    /// Starts a server whose files are in `folder`; where another has run, it goes on with what that one left.
    /// - Parameters:
    ///   - password: what clients must say, if anything.
    ///   - port: where it listens; a free port unless told.
    ///   - tls: the PEM files with which it speaks TLS; it speaks none unless told.
    package static func start(
        in folder: String, password: String? = nil, port: Int? = nil, tls: (certificate: String, key: String)? = nil
    ) async throws -> PostgresServer {
        let process = try await ServiceProcess.start(
            "postgres",
            [folder] + (password.map { ["--password", $0] } ?? []) + (port.map { ["--port", "\($0)"] } ?? [])
                + (tls.map { ["--tls", $0.certificate, $0.key] } ?? []))
        guard let pid = Int32(try process.value("pid")) else {
            throw DriverError("le service postgres ne dit pas son numéro de processus")
        }
        return PostgresServer(url: try process.value("url"), pid: pid, process: process)
    }

    /// Makes an empty database.
    /// - Returns: its URL.
    package func makeDatabase() async throws -> String {
        let name = "essai_" + UUID().uuidString.lowercased().replacing("-", with: "_")
        _ = try await query("CREATE DATABASE \(name)")
        return url.replacing(/\/roadwave$/, with: "/\(name)")
    }

    /// What `psql`, which no one here wrote, is answered: a line a row, with a tab between the columns.
    /// - Parameter database: the URL of a database; the first one unless told.
    package func query(_ sql: String, database: String? = nil) async throws -> [String] {
        try await Self.query(sql, database: database ?? url)
    }

    /// The same of a database of any server.
    package static func query(_ sql: String, database: String) async throws -> [String] {
        let process = await ChildProcess.start(
            "psql", ["--no-psqlrc", "-qAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql, database],
            name: "psql")
        let ending = await process.wait()
        let lines = await process.lines
        guard ending == .exited(0) else { throw DriverError("psql : \(lines.suffix(3).joined(separator: " | "))") }
        return lines
    }

    /// Stops the server; what it held is lost.
    package func stop() async { await process.stop() }
}
