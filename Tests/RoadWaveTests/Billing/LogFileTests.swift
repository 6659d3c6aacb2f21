import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Logs in files", .timeLimit(.minutes(2)))
struct LogFileTests {
    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    private func compress(_ path: String) async throws {
        let process = await ChildProcess.start("gzip", ["-f", path], name: "gzip")
        #expect(await process.wait() == .exited(0))
    }

    private func read(_ log: LogFile, portion: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = try log.read(portion, at: Int64(bytes.count))
            guard !more.isEmpty else { return bytes }
            bytes += more
        }
    }

    @Test("a compressed log has the bytes of the original, and knows its end")
    func compressed() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/cache.log.1"
        let text = (0..<2_000).map { _ in TestLog.line() + "\n" }.joined()
        try write(text, to: path)
        let plain = try LogFile(path: path)
        #expect(plain.inode != nil)
        #expect(!plain.endsAt(Int64(text.utf8.count)))
        #expect(try read(plain, portion: 100_000) == Array(text.utf8))
        try await compress(path)
        let log = try LogFile(path: path + ".gz")
        #expect(log.endsAt(Int64(text.utf8.count)))
        #expect(!log.endsAt(0) && !log.endsAt(Int64(text.utf8.count) - 1))
        let head = try log.read(LogFingerprint.headBytes, at: 0)
        #expect(head == Array(text.utf8.prefix(LogFingerprint.headBytes)))
        #expect(try read(log, portion: 100_000) == Array(text.utf8))
        // The head stays at hand: its first line is looked at again after each read.
        #expect(try log.read(1_000, at: 0) == Array(text.utf8.prefix(1_000)))
    }

    @Test("a compressed log is read on from any place")
    func middle() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/cache.log.1"
        let text = (0..<2_000).map { _ in TestLog.line() + "\n" }.joined()
        try write(text, to: path)
        try await compress(path)
        for offset in [1, 65_536, 65_537, 300_000, text.utf8.count - 1, text.utf8.count, text.utf8.count + 9] {
            let log = try LogFile(path: path + ".gz")
            _ = try log.read(LogFingerprint.headBytes, at: 0)
            #expect(try log.read(500, at: Int64(offset)) == Array(text.utf8.dropFirst(offset).prefix(500)))
        }
    }

    @Test("a compressed log that is cut off, or damaged, ends where it cannot be read")
    func damaged() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/cache.log.1"
        let text = (0..<2_000).map { _ in TestLog.line() + "\n" }.joined()
        try write(text, to: path)
        try await compress(path)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path + ".gz"))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path + ".gz"))
        let read = try read(LogFile(path: path + ".gz"), portion: 100_000)
        #expect(Array(text.utf8).starts(with: read))
        #expect(!read.isEmpty && read.count < text.utf8.count)
    }

    @Test("a log includes its rotated logs, and a folder all its files")
    func paths() throws {
        let directory = try TemporaryDirectory()
        let names = ["cache.log", "cache.log-20261031.gz", "cache.log.1", "cache.log.10.gz", "cache.logs", "error.log"]
        for name in names { try write("", to: "\(directory.path)/\(name)") }
        try FileManager.default.createDirectory(
            atPath: directory.path + "/cache.log.d", withIntermediateDirectories: false)
        let found = try LogFile.paths(directory.path + "/cache.log").map {
            $0.split(separator: "/").last.map(String.init)
        }
        #expect(found == Array(names.prefix(4)))
        #expect(try LogFile.paths(directory.path).count == names.count)
        // Between the renaming of a log and its making anew.
        try FileManager.default.removeItem(atPath: directory.path + "/cache.log")
        #expect(try LogFile.paths(directory.path + "/cache.log").count == 3)
        for absent in ["/absent.log", "/absent/cache.log"] {
            #expect(throws: SystemError.self) { try LogFile.paths(directory.path + absent) }
        }
    }

    @Test("a link, a folder and an absent log are errors")
    func refused() throws {
        let directory = try TemporaryDirectory()
        let link = directory.path + "/cache.log"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/stdout")
        for path in [link, directory.path, directory.path + "/absent"] {
            #expect(throws: SystemError.self) { _ = try LogFile(path: path) }
        }
    }
}
