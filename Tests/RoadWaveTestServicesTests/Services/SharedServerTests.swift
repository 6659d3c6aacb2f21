import Foundation
import RoadWaveTestServices
import Testing

@Suite("A server that many share")
struct SharedServerTests {
    @Test("those who ask at the same time get one server")
    func sharing() async throws {
        let (shared, starts) = Self.server()
        async let first = shared.server()
        async let second = shared.server()
        #expect(try await first == second)
        #expect(await starts.folders.count == 1)
        await shared.shutDown()
    }

    @Test("it goes on for as long as one of its borrowers needs it, and leaves no file behind")
    func lending() async throws {
        let (shared, starts) = Self.server()
        try await shared.lend {
            try await shared.lend {}
            let folder = try await shared.server()
            #expect(FileManager.default.fileExists(atPath: folder))
        }
        #expect(await starts.folders.count == 1)
        #expect(await starts.stopped == starts.folders)
        for folder in await starts.folders { #expect(!FileManager.default.fileExists(atPath: folder)) }
    }

    @Test("a body that fails gives it back as well, and its error goes on")
    func failure() async throws {
        let (shared, starts) = Self.server()
        await #expect(throws: DriverError.self) {
            try await shared.lend { throw DriverError("voulu") }
        }
        #expect(await starts.stopped.count == 1)
    }

    @Test("who asks while one stops gets another one, in a folder of its own")
    func restart() async throws {
        let (shared, starts) = Self.server()
        let before = try await shared.server()
        await starts.whileStopping { _ = try? await shared.server() }
        await shared.shutDown()
        #expect(await starts.stopped == [before])
        let after = try await shared.server()
        #expect(after != before)
        #expect(FileManager.default.fileExists(atPath: after))
        await shared.shutDown()
        #expect(await starts.folders == [before, after])
    }

    /// A server that is nothing but its folder.
    private static func server() -> (SharedServer<String>, Starts) {
        let starts = Starts()
        let shared = SharedServer(
            named: "essai",
            start: { folder in
                await starts.start(folder)
                return folder
            }, stop: { await starts.stop($0) })
        return (shared, starts)
    }
}

/// What was started and stopped.
private actor Starts {
    private(set) var folders: [String] = []
    private(set) var stopped: [String] = []
    private var task: (@Sendable () async -> Void)?

    func start(_ folder: String) { folders.append(folder) }

    func stop(_ folder: String) async {
        stopped.append(folder)
        let task = task
        self.task = nil
        await task?()
    }

    /// Something that happens while a server stops.
    func whileStopping(_ task: @escaping @Sendable () async -> Void) { self.task = task }
}
