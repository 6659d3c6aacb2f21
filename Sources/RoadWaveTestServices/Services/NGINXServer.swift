/// A real NGINX cache with the configuration of production: `ci/services/nginx`.
package struct NGINXServer: Sendable {
    /// Where listeners reach it, such as `http://127.0.0.1:41236`.
    package let http: String
    /// Its access log, one JSON object a line.
    package let accessLog: String
    /// The folder of what it keeps.
    package let cacheFolder: String
    private let service: ServiceProcess

    /// Starts a cache whose only upstream is a storage.
    ///
    /// - Parameters:
    ///   - folder: where it keeps everything.
    ///   - storage: `http://HOST:PORT` of the storage.
    ///   - prefix: the path of the bucket there, without a slash at the end; empty for a node as the storage.
    ///   - configuration: the path of a configuration in place of the project's own.
    ///   - tls: the PEM files of a certificate and of its key, for HTTPS.
    package static func start(
        in folder: String, storage: String, prefix: String, configuration: String? = nil,
        tls: (certificate: String, key: String)? = nil
    ) async throws -> NGINXServer {
        guard let host = storage.split(separator: "://").last else {
            throw DriverError("« \(storage) » n'est pas l'adresse d'un stockage")
        }
        let service = try await ServiceProcess.start(
            "nginx",
            [folder, "--upstream", String(host)] + (prefix.isEmpty ? [] : ["--prefix", prefix])
                + (configuration.map { ["--config", $0] } ?? [])
                + (tls.map { ["--tls", $0.certificate, $0.key] } ?? []))
        do {
            return try NGINXServer(service)
        } catch {
            await service.stop()
            throw error
        }
    }

    private init(_ service: ServiceProcess) throws {
        self.service = service
        http = try service.value("http")
        accessLog = try service.value("log")
        cacheFolder = try service.value("cache")
    }

    /// Stops the server and waits for its end.
    package func stop() async { await service.stop() }
}
