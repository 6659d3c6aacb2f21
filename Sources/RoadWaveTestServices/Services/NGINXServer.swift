/// A real NGINX cache with the configuration of production: `ci/services/nginx`.
package struct NGINXServer: Sendable {
    /// Where listeners reach it, such as `http://127.0.0.1:41236`.
    package let http: String
    /// The address of plain HTTP, which is redirected to HTTPS; only in front of nodes.
    package let redirect: String
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
    ///   - nodes: `HOST:PORT` of two nodes: `a.radio.test` then is the first one, `radio.test` either.
    package static func start(
        in folder: String, storage: String, prefix: String, configuration: String? = nil,
        tls: (certificate: String, key: String)? = nil, nodes: (own: String, other: String)? = nil
    ) async throws -> NGINXServer {
        guard let host = storage.split(separator: "://").last else {
            throw DriverError("« \(storage) » n'est pas l'adresse d'un stockage")
        }
        var arguments = [folder, "--upstream", String(host)]
        if !prefix.isEmpty { arguments += ["--prefix", prefix] }
        if let configuration { arguments += ["--config", configuration] }
        if let tls { arguments += ["--tls", tls.certificate, tls.key] }
        if let nodes { arguments += ["--nodes", nodes.own, nodes.other] }
        let service = try await ServiceProcess.start("nginx", arguments)
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
        redirect = try service.value("redirect")
        accessLog = try service.value("log")
        cacheFolder = try service.value("cache")
    }

    /// Stops the server and waits for its end.
    package func stop() async { await service.stop() }
}
