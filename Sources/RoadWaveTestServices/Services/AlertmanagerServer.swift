/// A real Alertmanager without receivers: `ci/services/alertmanager`.
package struct AlertmanagerServer: Sendable {
    /// The root of its URLs.
    package let http: String
    private let process: ServiceProcess

    /// Starts a server whose files are in `folder`.
    package static func start(in folder: String) async throws -> AlertmanagerServer {
        let process = try await ServiceProcess.start("alertmanager", [folder])
        return AlertmanagerServer(http: try process.value("http"), process: process)
    }

    /// Stops the server and waits for its end.
    package func stop() async { await process.stop() }
}
