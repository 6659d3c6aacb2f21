import Foundation
import RoadWaveTestServices
import ServiceLifecycle
import Synchronization
import Testing

@testable import RoadWave

@Suite("Opened parts of a node", .timeLimit(.minutes(2)))
struct OpenedPartsTests {
    /// What was closed, in order.
    private final class Log: Sendable {
        private let entries = Mutex<[String]>([])
        private let begun = Mutex(false)

        var closed: [String] { entries.withLock(\.self) }
        /// Whether the parts run.
        var isRunning: Bool { begun.withLock(\.self) }
        func begin() { begun.withLock { $0 = true } }
        func close(_ part: String) { entries.withLock { $0.append(part) } }
    }

    /// A part that works until the node stops.
    private struct Work: Service {
        let log: Log

        func run() async {
            log.begin()
            try? await gracefulShutdown()
            log.close("work")
        }
    }

    @Test("when a start fails, what was opened is closed in the reverse order")
    func failedStart() async {
        let log = Log()
        var parts = OpenedParts()
        parts.add { log.close("directory") }
        parts.add { log.close("database") }
        parts.closeIfStartFails { log.close("lives") }
        // It has not begun.
        parts.add(Work(log: log))
        parts.add { log.close("http") }
        await parts.close()
        #expect(log.closed == ["http", "lives", "database", "directory"])
    }

    @Test("when a node stops, its parts are closed in the reverse order, each once")
    func stop() async throws {
        let log = Log()
        var parts = OpenedParts()
        parts.add { log.close("directory") }
        parts.closeIfStartFails { log.close("lives, too early") }
        parts.add(Work(log: log))
        parts.add { log.close("http") }
        parts.add { log.close("lives") }
        let services = parts.run(logger: .silent)
        try await until { log.isRunning }
        #expect(log.closed == [])
        await services.stop()
        #expect(log.closed == ["lives", "http", "work", "directory"])
    }

    @Test("a start that fails at its last port leaves its directory and its other ports to the next start")
    func lateFailure() async throws {
        let directory = try TemporaryDirectory()
        try await RunningTestNode.with { other in
            var configuration = NodeConfiguration.single
            configuration.dataDirectory = directory.path
            configuration.http.port = 0
            configuration.udp.port = 0
            let first = RoadWaveNode(configuration: configuration, logger: .silent)
            let addresses = try await first.start()
            await first.stop()
            configuration.http = addresses.http
            configuration.udp = addresses.udp
            configuration.admin = other.addresses.admin
            let second = RoadWaveNode(configuration: configuration, logger: .silent)
            await #expect(throws: RoadWaveError.self) { try await second.start() }
            configuration.admin = ListenAddress(host: "127.0.0.1", port: 0)
            let third = RoadWaveNode(configuration: configuration, logger: .silent)
            #expect(try await third.start().http == addresses.http)
            await third.stop()
        }
    }
}
