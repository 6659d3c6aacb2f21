import Foundation
import RoadWaveTestServices
import ServiceLifecycle
import Testing

@testable import RoadWave

@Suite("Process that makes replays", .timeLimit(.minutes(2)))
struct WorkerProcessTests {
    @Test("a start that fails closes the database that it has opened")
    func failedStart() async throws {
        let directory = try TemporaryDirectory()
        // There is a file where the secondary storage should be.
        try Data().write(to: URL(filePath: directory.path + "/secondary"))
        let process = WorkerProcess(
            configuration: .with(\.dataDirectory, directory.path), concurrency: 1, logger: .silent,
            ready: { _ in Issue.record("it is not ready") }, report: { _ in })
        await #expect(throws: RoadWaveError.self) { try await process.run() }
        #expect(Self.openFiles(in: directory.path) == [])
        withExtendedLifetime(directory) {}
    }

    @Test("a secondary storage that does not work is told about, and the process stops within 5 s all the same")
    func secondaryAway() async throws {
        let directory = try TemporaryDirectory()
        let log = LogLines()
        var configuration = NodeConfiguration.with(\.dataDirectory, directory.path)
        configuration.secondaryS3 = S3Configuration(
            endpoint: "http://127.0.0.1:9", region: "r", bucket: "bucket",
            credentials: S3Credentials(key: "k", secret: "s"))
        let (names, ready) = AsyncStream.makeStream(of: String.self)
        let process = WorkerProcess(
            configuration: configuration, concurrency: 1, logger: log.logger, ready: { ready.yield($0) },
            report: { _ in })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [ProcessService(process: process)], logger: .silent))
        async let running: Void = group.run()
        #expect(await names.first { _ in true }?.isEmpty == false)
        try await until { log.all.contains { $0.hasPrefix("error recordings cannot be read from the secondary") } }
        let start = ContinuousClock.now
        await group.triggerGracefulShutdown()
        try await running
        #expect(ContinuousClock.now - start < .seconds(5))
        withExtendedLifetime(directory) {}
    }

    @Test("a stop does not wait for what hangs longer than it may")
    func hangingStop() async throws {
        let clock = TurnedClock()
        let (held, release) = AsyncStream.makeStream(of: Void.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let service = Hanging(clock: NodeClock(clock), held: held, begin: { begin.yield() })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [service], logger: .silent))
        async let running: Void = group.run()
        _ = await begun.first { _ in true }
        await group.triggerGracefulShutdown()
        #expect(await clock.nextSleep() == .seconds(3))
        clock.advance(by: .seconds(3))
        try await running
        release.finish()
    }

    private struct ProcessService: Service {
        let process: WorkerProcess

        func run() async throws { try await process.run() }
    }

    /// What ignores its cancellation.
    private struct Hanging: Service {
        let clock: NodeClock
        let held: AsyncStream<Void>
        let begin: @Sendable () -> Void

        func run() async {
            await clock.runUntilShutdown(stoppingWithin: .seconds(3)) {
                begin()
                await Task { for await _ in held {} }.value
            }
        }
    }

    /// The files in a directory that this process has open.
    private static func openFiles(in directory: String) -> [String] {
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return descriptors.compactMap { descriptor in
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            return path.flatMap { $0.hasPrefix(directory + "/") ? $0 : nil }
        }
    }
}
