import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("Recordings in the secondary storage", .timeLimit(.minutes(2)))
struct RecordingArchiveTests {
    private let storage: FaultyStorage
    private let archive: RecordingArchive
    private let live = LiveID()

    init() throws {
        storage = try FaultyStorage()
        archive = RecordingArchive(storage: storage)
    }

    /// Stores a recording in pieces of these sizes.
    private func store(_ sizes: [Int]) async throws -> [UInt8] {
        var random = SplitMix64(seed: 3)
        var recording: [UInt8] = []
        for size in sizes {
            let piece = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            try await archive.put(piece, of: live, at: Int64(recording.count))
            recording += piece
        }
        return recording
    }

    @Test("any range is read as it is in the recording, across pieces")
    func ranges() async throws {
        let bytes = try await store([1, 700_000, 3, 1_200_000, 512 << 10, 17])
        let recording = try #require(try await archive.recording(of: live))
        #expect(recording.size == Int64(bytes.count))
        var random = SplitMix64(seed: 4)
        for _ in 0..<200 {
            let start = Int(random.next() % UInt64(bytes.count))
            let end = min(bytes.count, start + 1 + Int(random.next() % 600_000))
            var found: [UInt8] = []
            while found.count < end - start {
                let part = try await recording.read(at: Int64(start + found.count), count: end - start - found.count)
                try #require(!part.isEmpty)
                found += part
            }
            // One comparison of arrays, which a failure would print.
            let isEqual = found.elementsEqual(bytes[start..<end])
            #expect(isEqual, "\(start)..<\(end)")
        }
    }

    @Test("beyond its end, before its beginning and of no length there is nothing")
    func outside() async throws {
        _ = try await store([10, 10])
        let recording = try #require(try await archive.recording(of: live))
        for (offset, count) in [(20, 1), (21, 5), (Int64.max, 1), (-1, 5), (5, 0), (5, -1)] as [(Int64, Int)] {
            #expect(try await recording.read(at: offset, count: count) == [])
        }
        #expect(try await recording.read(at: 19, count: 100).count == 1)
    }

    @Test("a recording of more pieces than a listing has is read whole")
    func manyPieces() async throws {
        let bytes = try await store([Int](repeating: 3, count: 1_003))
        let recording = try #require(try await archive.recording(of: live))
        #expect(recording.size == 3_009)
        var found: [UInt8] = []
        while case let part = try await recording.read(at: Int64(found.count), count: 50), !part.isEmpty {
            found += part
        }
        #expect(found == bytes)
    }

    @Test("what is not a piece of the live is not read, and there is nothing where nothing was sent")
    func others() async throws {
        #expect(try await archive.recording(of: live)?.size == nil)
        for name in ["note.txt", "x.opus", "12a.opus"] {
            try await storage.put([9], key: try ObjectKey("recordings/\(live)/\(name)"))
        }
        try await archive.put([9], of: LiveID(), at: 0)
        #expect(try await archive.recording(of: live)?.size == nil)
        let bytes = try await store([4, 4])
        let recording = try #require(try await archive.recording(of: live))
        #expect(recording.size == 8)
        #expect(try await recording.read(at: 0, count: 4) == Array(bytes.prefix(4)))
    }

    @Test("a storage that is away is an error of the reader, and not the end of the recording")
    func away() async throws {
        let bytes = try await store([100])
        let recording = try #require(try await archive.recording(of: live))
        storage.setReadFault(true)
        await #expect(throws: StorageError.self) { try await recording.read(at: 0, count: 10) }
        storage.setReadFault(false)
        #expect(try await recording.read(at: 0, count: 100) == bytes)
    }

    @Test("a piece that has lost its end since is an error, too")
    func shortened() async throws {
        _ = try await store([100, 100])
        let recording = try #require(try await archive.recording(of: live))
        try await storage.put([1], key: try ObjectKey("recordings/\(live)/000000000000.opus"))
        #expect(try await recording.read(at: 0, count: 10) == [1])
        await #expect(throws: StorageError.self) { try await recording.read(at: 1, count: 10) }
    }

    @Test("a piece that is sent again, longer, stands for the first")
    func sentAgain() async throws {
        try await archive.put([1, 2], of: live, at: 0)
        try await archive.put([1, 2, 3, 4], of: live, at: 0)
        #expect(try await archive.recording(of: live)?.size == 4)
    }

    @Test("a deleted recording is gone, and no other one")
    func deletion() async throws {
        let other = LiveID()
        _ = try await store([10, 10])
        try await archive.put([1], of: other, at: 0)
        try await archive.delete(live)
        #expect(try await archive.recording(of: live)?.size == nil)
        #expect(try await archive.recording(of: other)?.size == 1)
    }
}
