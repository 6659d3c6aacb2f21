import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("Recovery of recordings")
struct RecordingRecoveryTests {
    /// So many packets of 20 ms.
    private static func recording(packets: Int, serial: UInt32 = 7) throws -> [UInt8] {
        var writer = OggOpusWriter(
            head: try OpusHead(channels: 1), tags: OpusTags(vendor: "test"), serialNumber: serial)
        var bytes = writer.flush()
        for index in 0..<packets {
            // Twenty milliseconds of CELT, one frame.
            try writer.append([0xF8] + [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 60))
            if index % 25 == 24 { bytes += writer.flush() }
        }
        return bytes + writer.finish()
    }

    private static func archive(_ folder: TemporaryDirectory) throws -> RecordingArchive {
        RecordingArchive(storage: try DirectoryStorage(path: folder.path + "/secondary"))
    }

    private static func write(_ bytes: [UInt8], _ live: LiveID, in folder: TemporaryDirectory) async throws
        -> RecordingDirectory
    {
        let directory = RecordingDirectory(
            path: folder.path + "/recordings", configuration: RecordingConfiguration())
        _ = try await directory.append(bytes, to: directory.file(of: live), synchronizing: false)
        return directory
    }

    @Test("the pieces of a long live are put together in the order of their offsets, byte for byte")
    func pieces() async throws {
        let folder = try TemporaryDirectory()
        let (archive, live) = (try Self.archive(folder), LiveID())
        let bytes = try Self.recording(packets: 3_000)
        let size = bytes.count / 12 + 1
        // The last ones first: neither the order of writing nor that of texts counts.
        for start in stride(from: 0, to: bytes.count, by: size).reversed() {
            try await archive.put(Array(bytes[start..<min(start + size, bytes.count)]), of: live, at: Int64(start))
        }
        let recording = try #require(try await archive.recording(of: live))
        #expect(try await Self.all(recording) == bytes)
        #expect(try await RecordedTime.seconds(of: recording) == 60)
    }

    @Test("streams that follow each other are added up; a torn end and damage in the middle do not count")
    func time() async throws {
        let first = try Self.recording(packets: 500)
        let second = try Self.recording(packets: 250, serial: 8)
        #expect(try await RecordedTime.seconds(of: RecordingBytes(first)) == 10)
        #expect(try await RecordedTime.seconds(of: RecordingBytes(first + second)) == 15)
        #expect(try await RecordedTime.seconds(of: RecordingBytes(first + [1, 2, 3] + second)) == 15)
        #expect(try await RecordedTime.seconds(of: RecordingBytes(Array(first.dropLast(30)))) <= 10)
        #expect(try await RecordedTime.seconds(of: RecordingBytes([])) == 0)
        #expect(try await RecordedTime.seconds(of: RecordingBytes([UInt8](repeating: 0x4F, count: 5_000))) == 0)
    }

    @Test("any bytes have some length: nothing of a header is believed")
    func hostile() async throws {
        let bytes = try Self.recording(packets: 200)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var hostile = bytes
            for _ in 0..<20 { hostile[Int.random(in: 0..<hostile.count, using: &random)] = .random(in: 0...255) }
            _ = try await RecordedTime.seconds(of: RecordingBytes(hostile))
        }
    }

    @Test("of a disk that is still there, the part that was not copied is sent")
    func rest() async throws {
        let folder = try TemporaryDirectory()
        let (archive, live) = (try Self.archive(folder), LiveID())
        let bytes = try Self.recording(packets: 500)
        let directory = try await Self.write(bytes, live, in: folder)
        try await archive.put(Array(bytes.prefix(20_000)), of: live, at: 0)
        #expect(try await archive.sendRest(of: live, in: directory) == .sent(Int64(bytes.count - 20_000)))
        #expect(try await Self.all(try #require(try await archive.recording(of: live))) == bytes)
        #expect(try await archive.sendRest(of: live, in: directory) == .copied)
        #expect(try await archive.sendRest(of: LiveID(), in: directory) == .absent)
    }

    @Test("a file whose end was damaged is the one that was copied: only what is beyond the copies is sent")
    func damaged() async throws {
        let folder = try TemporaryDirectory()
        let (archive, live) = (try Self.archive(folder), LiveID())
        let bytes = try Self.recording(packets: 500)
        let damaged = bytes.prefix(12_000) + [UInt8](repeating: 0, count: 8_000) + bytes.dropFirst(20_000)
        let directory = try await Self.write(Array(damaged), live, in: folder)
        try await archive.put(Array(bytes.prefix(20_000)), of: live, at: 0)
        #expect(try await archive.sendRest(of: live, in: directory) == .sent(Int64(bytes.count - 20_000)))
        #expect(try await Self.all(try #require(try await archive.recording(of: live))) == bytes)
    }

    @Test("of a file that was begun again, the rest is sent behind its own copies")
    func restOfSecondFile() async throws {
        let folder = try TemporaryDirectory()
        let (archive, live) = (try Self.archive(folder), LiveID())
        let (first, second) = (try Self.recording(packets: 400, serial: 9), try Self.recording(packets: 500))
        let directory = try await Self.write(second, live, in: folder)
        try await archive.put(first, of: live, at: 0)
        try await archive.put(Array(second.prefix(9_000)), of: live, at: Int64(first.count))
        #expect(try await archive.sendRest(of: live, in: directory) == .sent(Int64(second.count - 9_000)))
        #expect(try await Self.all(try #require(try await archive.recording(of: live))) == first + second)
    }

    @Test("the file of another recording is not sent behind the copies")
    func different() async throws {
        let folder = try TemporaryDirectory()
        let (archive, live) = (try Self.archive(folder), LiveID())
        let directory = try await Self.write(try Self.recording(packets: 500, serial: 9), live, in: folder)
        let copied = Array(try Self.recording(packets: 500).prefix(20_000))
        try await archive.put(copied, of: live, at: 0)
        #expect(try await archive.sendRest(of: live, in: directory) == .different)
        #expect(try await archive.recording(of: live)?.size == 20_000)
    }

    @Test("the lives of an archive are listed once each, whatever else is in it")
    func lives() async throws {
        let folder = try TemporaryDirectory()
        let archive = try Self.archive(folder)
        let lives = (0..<5).map { _ in LiveID() }.sorted { $0.description < $1.description }
        for live in lives {
            for offset in [0, 3, 6] { try await archive.put([1, 2, 3], of: live, at: Int64(offset)) }
        }
        try await archive.storage.put([1], key: ObjectKey("recordings/else.txt"))
        #expect(try await archive.lives(after: nil) == lives)
        #expect(try await archive.lives(after: lives[2]) == Array(lives[3...]))
        #expect(try await archive.lives(after: lives[4]).isEmpty)
    }

    private static func all(_ recording: ArchivedRecording) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = try await recording.read(at: Int64(bytes.count), count: 100_000)
            if more.isEmpty { return bytes }
            bytes += more
        }
    }
}
