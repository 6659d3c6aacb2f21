import Foundation
import Logging

@testable import RoadWave

/// A node on free loopback ports with a directory of its own.
struct RunningTestNode {
    let node: RoadWaveNode
    let addresses: NodeAddresses
    let directory: URL
    let client: TestHTTPClient
    let admin: TestHTTPClient

    /// Runs a body against a started node, and stops the node whatever happens.
    static func with(
        _ settings: NodeConfiguration = .single, clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger = .silent, storage: (any ObjectStorage)? = nil, authenticator: (any Authenticator)? = nil,
        _ body: (RunningTestNode) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "roadwave-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await with(
            settings, in: directory, clock: clock, logger: logger, storage: storage, authenticator: authenticator, body)
    }

    /// The same in a directory that stays afterwards.
    /// - Parameter storage: where the media is, instead of the one that the settings say.
    static func with(
        _ settings: NodeConfiguration = .single, in directory: URL,
        clock: any Clock<Duration> = ContinuousClock(), logger: Logger = .silent,
        storage: (any ObjectStorage)? = nil, authenticator: (any Authenticator)? = nil,
        _ body: (RunningTestNode) async throws -> Void
    ) async throws {
        var configuration = settings
        configuration.http.port = 0
        configuration.udp.port = 0
        configuration.admin = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.dataDirectory = directory.path
        let node = RoadWaveNode(
            configuration: configuration, clock: clock, logger: logger, storage: storage, authenticator: authenticator)
        let addresses = try await node.start()
        let running = RunningTestNode(
            node: node, addresses: addresses, directory: directory,
            client: TestHTTPClient(base: addresses.httpURL),
            admin: TestHTTPClient(base: addresses.adminURL ?? addresses.httpURL))
        do {
            try await body(running)
        } catch {
            await node.stop()
            throw error
        }
        await node.stop()
    }
}

extension RunningTestNode {
    /// The value of a metric, or the sum of those that it has by label; nil when it has none.
    func metric(_ name: String) async throws -> Int? {
        let values = try await metrics().filter { $0.key == name || $0.key.hasPrefix(name + "{") }.values
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// Every metric, by its name and labels as the page has them.
    func metrics() async throws -> [String: Int] {
        let samples = try await admin.get("/metrics").text.split(separator: "\n").compactMap { line in
            line.lastIndex(of: " ").flatMap { space in
                Int(line[line.index(after: space)...]).map { (String(line[..<space]), $0) }
            }
        }
        return Dictionary(samples, uniquingKeysWith: +)
    }
}

extension NodeConfiguration {
    /// The default settings with one rendition: one encoder, for all tests but those of renditions. A creator may have
    /// several lives: tests with several do not say whose they are.
    static var single: NodeConfiguration {
        var configuration = NodeConfiguration()
        configuration.live.broadcast = .single
        configuration.livesPerCreator = 100
        return configuration
    }

    /// The settings of ``single`` with another value for one of them.
    static func with<Value>(_ setting: WritableKeyPath<NodeConfiguration, Value>, _ value: Value) -> NodeConfiguration {
        var configuration = NodeConfiguration.single
        configuration[keyPath: setting] = value
        return configuration
    }
}

extension Logger {
    /// For nodes whose log nobody reads.
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
