import Foundation
import Testing

@testable import RoadWave

@Suite("Room for recordings")
struct RecordingRoomTests {
    private func directory(_ path: String, maximum: Int) -> RecordingDirectory {
        var configuration = RecordingConfiguration()
        configuration.maximumBytes = maximum
        return RecordingDirectory(path: path, configuration: configuration)
    }

    @Test("what is recorded stays within the room, whoever records, and what was recorded before counts")
    func bound() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/recordings"
        var first = try await directory(path, maximum: 1_000)
            .append(
                [UInt8](repeating: 1, count: 600), to: RecordingFile(folder: path, name: "a.opus"), synchronizing: false
            )
        let recordings = directory(path, maximum: 1_000)
        let error = await #expect(throws: SystemError.self) {
            try await recordings.append(
                [UInt8](repeating: 2, count: 500), to: RecordingFile(folder: path, name: "b.opus"), synchronizing: false
            )
        }
        #expect(error?.number == EDQUOT)
        #expect(!FileManager.default.fileExists(atPath: path + "/b.opus"))
        first = try await recordings.append([UInt8](repeating: 1, count: 400), to: first, synchronizing: false)
        #expect(first.length == 1_000)
        await #expect(throws: SystemError.self) { try await recordings.append([1], to: first, synchronizing: false) }
        #expect(try Data(contentsOf: URL(filePath: path + "/a.opus")).count == 1_000)
    }

    @Test("once somebody has made room, recordings go on")
    func roomAgain() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/recordings"
        let recordings = directory(path, maximum: 1_000)
        let (a, b) = (RecordingFile(folder: path, name: "a.opus"), RecordingFile(folder: path, name: "b.opus"))
        _ = try await recordings.append([UInt8](repeating: 1, count: 1_000), to: a, synchronizing: false)
        await #expect(throws: SystemError.self) { try await recordings.append([1], to: b, synchronizing: false) }
        try FileManager.default.removeItem(atPath: path + "/a.opus")
        var tries = 0
        while (try? await recordings.append([1], to: b, synchronizing: false)) == nil, tries < 20 { tries += 1 }
        #expect(tries < 20)
    }
}
