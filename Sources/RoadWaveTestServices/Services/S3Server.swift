internal import Foundation

/// A real S3 server, OpenStack Swift: `ci/services/s3`. It verifies signatures, and takes seconds to start: one serves a
/// whole run, with a bucket for each scenario.
package struct S3Server: Sendable {
    /// `http://127.0.0.1:PORT`, for S3 with addresses of the form `/BUCKET/KEY`.
    package let endpoint: String
    package let region: String
    /// The access key and its secret, which may do everything.
    package let key: String
    package let secret: String
    /// The path before `/BUCKET/KEY` at which anyone may read, without a signature: `/v1/AUTH_…`.
    package let publicPrefix: String
    /// The storage's own log: a line `METHOD PATH STATUS` for each request that it answered.
    package let accessLog: String
    private let service: ServiceProcess

    /// The one of this process.
    package static let shared = SharedServer(
        named: "s3", start: { try await S3Server.start(in: $0) }, stop: { await $0.stop() })

    /// Whether `ci/setup` installed it.
    package static var isInstalled: Bool {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
        let venv = (environment["ROADWAVE_CACHE"] ?? home + "/roadwave") + "/s3"
        return FileManager.default.isExecutableFile(atPath: venv + "/bin/python")
    }

    /// Starts a server that keeps everything in `folder`, and waits until it answers.
    package static func start(in folder: String) async throws -> S3Server {
        let service = try await ServiceProcess.start("s3", [folder])
        do {
            return try S3Server(service)
        } catch {
            await service.stop()
            throw error
        }
    }

    private init(_ service: ServiceProcess) throws {
        self.service = service
        endpoint = try service.value("endpoint")
        region = try service.value("region")
        key = try service.value("key")
        secret = try service.value("secret")
        publicPrefix = try service.value("public")
        accessLog = try service.value("access")
    }

    /// Makes a bucket whose objects anyone may read who knows their keys, and that only its owner may list.
    ///
    /// S3 has no such canned access list, so that it is asked through Swift's own API, as at OVH.
    package func makeBucket(_ name: String) async throws {
        // Swift keeps the parts of objects that S3 puts in parts in a container beside, with rights of its own.
        for container in [name, name + "+segments"] {
            // `.r:*` without `.rlistings`: any reader, no listing.
            let status = try await request("PUT", container, headers: ["X-Container-Read": ".r:*"])
            guard (200..<300).contains(status) else {
                throw DriverError("le stockage ne crée pas le compartiment \(container) : \(status)")
            }
        }
    }

    /// Removes an object behind the back of the node, which is told nothing.
    package func erase(_ key: String, in bucket: String) async throws {
        let status = try await request("DELETE", "\(bucket)/\(key)")
        guard (200..<300).contains(status) else {
            throw DriverError("le stockage n'efface pas \(key) : \(status)")
        }
    }

    /// Writes an object behind the back of the node.
    package func write(_ text: String, to key: String, in bucket: String) async throws {
        try await write(Array(text.utf8), to: key, in: bucket)
    }

    /// Writes bytes into a bucket, past the node.
    /// - Parameter type: the media type of the object; without it, Swift guesses one by the name.
    package func write(_ bytes: [UInt8], to key: String, in bucket: String, type: String? = nil) async throws {
        let headers = type.map { ["Content-Type": $0] } ?? [:]
        let answer = try await ask("PUT", "\(bucket)/\(key)", headers: headers, bytes: bytes)
        guard let answer, (200..<300).contains(answer.status) else {
            throw DriverError("le stockage n'écrit pas \(key) : \(answer?.status ?? 0)")
        }
    }

    /// The keys of a bucket that begin with a prefix, in order, as only its owner may list them.
    package func keys(below prefix: String, in bucket: String) async throws -> [String] {
        guard let answer = try await ask("GET", "\(bucket)?prefix=\(prefix)"), (200..<300).contains(answer.status)
        else { throw DriverError("le stockage ne liste pas \(bucket)") }
        return answer.text.split(separator: "\n").map { String($0) }
    }

    /// An object of a bucket, as its owner reads it; nil when there is none.
    package func read(_ key: String, in bucket: String) async throws -> [UInt8]? {
        let answer = try await ask("GET", "\(bucket)/\(key)")
        switch answer?.status {
        case 200: return answer?.body
        case 404: return nil
        case let status: throw DriverError("le stockage ne donne pas \(key) : \(status ?? 0)")
        }
    }

    /// The bytes that the storage itself counts in a bucket.
    package func usedBytes(in bucket: String) async throws -> Int {
        let answer = try await ask("HEAD", bucket)
        guard let bytes = answer?.headers["x-container-bytes-used"].flatMap({ Int($0) }) else {
            throw DriverError("le stockage ne compte pas les octets de \(bucket) : \(answer?.status ?? 0)")
        }
        return bytes
    }

    /// Asks Swift's own API for something, as the owner of the account.
    /// - Returns: the status of the answer; 0 when there is none.
    private func request(_ method: String, _ path: String, headers: [String: String] = [:]) async throws -> Int {
        try await ask(method, path, headers: headers)?.status ?? 0
    }

    private func ask(
        _ method: String, _ path: String, headers: [String: String] = [:], bytes: [UInt8]? = nil
    ) async throws -> HTTPWitness.Answer? {
        let witness = HTTPWitness()
        let signIn = await witness.request(
            endpoint + "/auth/v1.0", headers: ["X-Auth-User": key, "X-Auth-Key": secret])
        guard let token = signIn?.headers["x-auth-token"] else {
            throw DriverError("le stockage ne reconnaît pas le compte \(key)")
        }
        return await witness.request(
            "\(endpoint)\(publicPrefix)/\(path)", method: method,
            headers: headers.merging(["X-Auth-Token": token]) { $1 }, bytes: bytes)
    }

    /// The settings with which a node stores its media in `bucket`.
    package func settings(bucket: String) -> [String: String] {
        [
            "ROADWAVE_S3_ENDPOINT": endpoint, "ROADWAVE_S3_REGION": region, "ROADWAVE_S3_BUCKET": bucket,
            "ROADWAVE_S3_KEY": key, "ROADWAVE_S3_SECRET": secret,
        ]
    }

    /// Stops the server and waits for its end.
    package func stop() async { await service.stop() }
}
