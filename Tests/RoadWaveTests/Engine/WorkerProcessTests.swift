import Foundation
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

    /// The files in a directory that this process has open.
    private static func openFiles(in directory: String) -> [String] {
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return descriptors.compactMap { descriptor in
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            return path.flatMap { $0.hasPrefix(directory + "/") ? $0 : nil }
        }
    }
}
