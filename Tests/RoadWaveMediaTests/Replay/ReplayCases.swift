import Foundation
import RoadWaveMedia

/// Tricky recordings, made by a generator outside the project: `REPLAY_CASES_DIR`, else beside the clone. It needs Python
/// with numpy.
enum ReplayCases {
    private static let generator: URL = {
        if let path = ProcessInfo.processInfo.environment["REPLAY_CASES_DIR"] {
            return URL(filePath: path).appending(path: "gen.py")
        }
        // Tests/RoadWaveMediaTests/Replay/ReplayCases.swift is four levels below the root.
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        return root.deletingLastPathComponent().appending(path: "shared/cases/replay/gen.py")
    }()

    static var isPresent: Bool {
        FileManager.default.fileExists(atPath: generator.path(percentEncoded: false)) && folder != nil
    }

    /// Where the recordings are, made once for all tests; nil where they cannot be made.
    private static let folder: URL? = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "replay-cases-\(UUID().uuidString)")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // The letters of the recordings; those of another kind are songs.
        process.arguments = ["python3", generator.path(), folder.path(), "--only", "o,f,l,s"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? folder : nil
    }()

    /// The recording of a case.
    static func recording(_ name: String) throws -> RecordingBytes {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return RecordingBytes([UInt8](try Data(contentsOf: folder.appending(path: "\(name).opus"))))
    }

    /// The names of all cases, as the generator lists them.
    static func names() throws -> Set<String> {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        return Set(files.filter { $0.hasSuffix(".opus") }.map { String($0.dropLast(5)) })
    }

    /// The replay of a case, made once for all tests.
    static func replay(of name: String) async throws -> MadeReplay? {
        try await cache.replay(of: name)
    }

    private static let cache = Cache()

    private actor Cache {
        private var replays: [String: Task<MadeReplay?, any Error>] = [:]

        func replay(of name: String) async throws -> MadeReplay? {
            let task = replays[name] ?? Task { try await MadeReplay(ReplayCases.recording(name)) }
            replays[name] = task
            return try await task.value
        }
    }
}
