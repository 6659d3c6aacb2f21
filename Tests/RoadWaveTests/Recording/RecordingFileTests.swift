import Foundation
import Testing

@testable import RoadWave

@Suite("File of a recording")
struct RecordingFileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func contents(_ file: RecordingFile) -> [UInt8]? {
        FileManager.default.contents(atPath: file.path).map { Array($0) }
    }

    @Test("it is there with its first bytes, then grows", arguments: [false, true])
    func growth(synchronizing: Bool) throws {
        var file = RecordingFile(folder: directory.path + "/new/folder", name: "a.opus")
        #expect(contents(file) == nil)
        try file.append([1, 2], synchronizing: synchronizing)
        #expect(contents(file) == [1, 2])
        try file.append([3], synchronizing: synchronizing)
        #expect(contents(file) == [1, 2, 3])
        #expect(file.length == 3)
        // Nothing is left where it was made.
        let leftovers = try FileManager.default.contentsOfDirectory(
            atPath: file.folder + "/" + RecordingFile.incomingFolder)
        #expect(leftovers.isEmpty)
    }

    @Test("what a failed write left behind is cut off")
    func tornTail() throws {
        var file = RecordingFile(folder: directory.path, name: "a.opus")
        try file.append([1, 2], synchronizing: false)
        try Data([1, 2, 99, 99]).write(to: URL(filePath: file.path))
        try file.append([3], synchronizing: false)
        #expect(contents(file) == [1, 2, 3])
    }

    @Test("a file that was shortened goes on from there")
    func shortened() throws {
        var file = RecordingFile(folder: directory.path, name: "a.opus")
        try file.append([1, 2, 3], synchronizing: false)
        try Data([1]).write(to: URL(filePath: file.path))
        try file.append([4], synchronizing: false)
        try file.append([5], synchronizing: false)
        #expect(contents(file) == [1, 4, 5])
    }

    @Test("a file that was emptied or taken away is gone", arguments: [true, false])
    func gone(emptied: Bool) throws {
        var file = RecordingFile(folder: directory.path, name: "a.opus")
        try file.append([1], synchronizing: false)
        if emptied {
            try Data().write(to: URL(filePath: file.path))
        } else {
            try FileManager.default.removeItem(atPath: file.path)
        }
        let error = #expect(throws: SystemError.self) { try file.append([2], synchronizing: false) }
        #expect(error?.isGone == true)
        #expect(file.length == 1)
    }

    @Test("a full disk is an error, and nothing counts as written", .enabled(if: FullDisk.isPossible))
    func fullDisk() throws {
        var file = RecordingFile(folder: directory.path, name: "a.opus")
        let incoming = directory.path + "/" + RecordingFile.incomingFolder
        try FileManager.default.createDirectory(atPath: incoming, withIntermediateDirectories: true)
        try FullDisk.put(at: incoming + "/a.opus")
        let error = #expect(throws: SystemError.self) { try file.append([1], synchronizing: false) }
        #expect(error?.number == ENOSPC)
        #expect(file.length == 0)
    }
}
