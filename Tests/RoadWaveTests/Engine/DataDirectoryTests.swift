import Foundation
import Testing

@testable import RoadWave

@Suite("Data directory")
struct DataDirectoryTests {
    @Test("a second node on the same directory is refused in one clear line, until the first one is gone")
    func oneNode() throws {
        let directory = try TemporaryDirectory()
        let first = try DataDirectory(path: directory.path)
        let error = #expect(throws: RoadWaveError.self) { try DataDirectory(path: directory.path) }
        #expect(error?.code == .storage)
        #expect(
            error?.description
                == "another node uses the directory \(directory.path): stop it, or give each node a directory of its own"
        )
        first.release()
        let next = try DataDirectory(path: directory.path)
        next.release()
    }

    @Test("a node that was let go of has released it")
    func lifetime() throws {
        let directory = try TemporaryDirectory()
        do { _ = try DataDirectory(path: directory.path) }
        _ = try DataDirectory(path: directory.path)
    }

    @Test("two nodes in one process are refused the same directory, and nothing of the second stays open")
    func nodes() async throws {
        try await RunningTestNode.with { running in
            var configuration = NodeConfiguration.single
            configuration.http.port = 0
            configuration.udp.port = 0
            configuration.dataDirectory = running.directory.path
            let second = RoadWaveNode(configuration: configuration, logger: .silent)
            let error = await #expect(throws: RoadWaveError.self) { try await second.start() }
            #expect(error?.code == .storage)
            let first = try await running.client.get("/lives")
            #expect(first.status == 200)
        }
    }

    @Test("a place where no directory can be is refused")
    func unusable() {
        #expect(throws: RoadWaveError.self) { try DataDirectory(path: "/proc/none") }
    }
}
