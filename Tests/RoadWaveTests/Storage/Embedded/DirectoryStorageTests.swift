import Foundation
import Testing

@testable import RoadWave

@Suite("The directory storage")
struct DirectoryStorageTests {
    private let directory: TemporaryDirectory
    private let storage: DirectoryStorage

    init() throws {
        directory = try TemporaryDirectory()
        storage = try DirectoryStorage(path: directory.path + "/media")
    }

    @Test("an object is a plain file at its key")
    func plainFile() async throws {
        try await storage.put([1, 2, 3], key: ObjectKey("lives/a/48k/0.ts"))
        let data = try Data(contentsOf: URL(filePath: directory.path + "/media/lives/a/48k/0.ts"))
        #expect(Array(data) == [1, 2, 3])
    }

    @Test("another storage on the same directory sees the objects and their attributes")
    func reopening() async throws {
        let key = try ObjectKey("a.bin")
        let attributes = ObjectAttributes(contentType: "image/png", cacheControl: "private")
        try await storage.put([7], key: key, attributes: attributes)
        let again = try DirectoryStorage(path: directory.path + "/media")
        #expect(try await again.get(key).bytes == [7])
        #expect(try await again.head(key).attributes == attributes)
    }

    @Test("a put leaves no file behind it but the object")
    func noLeftovers() async throws {
        try await storage.put([1], key: ObjectKey("a/b.ts"))
        #expect(try incoming().isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path + "/media/a") == ["b.ts"])
    }

    @Test("a put that fails leaves the old object and no half-written file")
    func failedPut() async throws {
        try await storage.put([1], key: ObjectKey("a/b"))
        await expectStorageError(.invalidKey) { try await storage.put([2], key: ObjectKey("a")) }
        await expectStorageError(.invalidKey) { try await storage.put([2], key: ObjectKey("a/b/c")) }
        #expect(try await storage.get(ObjectKey("a/b")).bytes == [1])
        #expect(try incoming().isEmpty)
    }

    @Test("old half-written files are removed at the start; fresh ones may be another process's")
    func recovery() throws {
        let old = directory.path + "/media/.incoming/old"
        let fresh = directory.path + "/media/.incoming/fresh"
        for path in [old, fresh] { #expect(FileManager.default.createFile(atPath: path, contents: Data([1]))) }
        let twoHoursAgo = Date(timeIntervalSinceNow: -7_200)
        try FileManager.default.setAttributes([.modificationDate: twoHoursAgo], ofItemAtPath: old)
        _ = try DirectoryStorage(path: directory.path + "/media")
        #expect(try incoming() == ["fresh"])
    }

    @Test("half-written files and attributes are in no listing")
    func hiddenFolders() async throws {
        #expect(FileManager.default.createFile(atPath: directory.path + "/media/.incoming/x", contents: Data([1])))
        try await storage.put([1], key: ObjectKey("a"), attributes: ObjectAttributes(contentType: "text/plain"))
        #expect(try await storage.list(.all, after: nil, limit: 10).map(\.path) == ["a"])
    }

    @Test("deleting the last object of a folder deletes the folder")
    func emptyFolders() async throws {
        try await storage.put([1], key: ObjectKey("lives/a/48k/0.ts"))
        try await storage.put([1], key: ObjectKey("lives/b/48k/0.ts"))
        try await storage.delete(ObjectKey("lives/a/48k/0.ts"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path + "/media/lives") == ["b"])
        try await storage.delete(ObjectKey("lives/b/48k/0.ts"))
        #expect(FileManager.default.fileExists(atPath: directory.path + "/media"))
    }

    @Test("puts into a folder that deletions keep removing all succeed")
    func racingFolders() async throws {
        let storage = storage
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for _ in 0..<50 {
                        await #expect(throws: Never.self) {
                            let key = try ObjectKey("folder/in/folder/\(worker)")
                            try await storage.put([1], key: key)
                            try await storage.delete(key)
                        }
                    }
                }
            }
        }
    }

    @Test("a prefix of more than a thousand keys is deleted whole")
    func largeDeletion() async throws {
        let kept = try ObjectKey("lives/abc/0.ts")
        for key in try (0..<1_001).map({ try ObjectKey("lives/ab/48k/\($0).ts") }) + [kept] {
            try await storage.put([1], key: key)
        }
        try await storage.deleteAll(ObjectPrefix(folder: try ObjectKey("lives/ab")))
        #expect(try await storage.list(.all, after: nil, limit: 10) == [kept])
    }

    @Test("an upload is one file in the making, and none once it is complete or aborted")
    func uploads() async throws {
        for isComplete in [true, false] {
            let upload = try await storage.upload(ObjectKey("replays/a.mp3"), reserving: 2)
            try await upload.append([3, 4])
            #expect(try incoming().count == 1)
            if isComplete { _ = try await upload.complete(header: [1, 2]) } else { await upload.abort() }
            #expect(try incoming().isEmpty)
        }
        #expect(try await storage.get(ObjectKey("replays/a.mp3")).bytes == [1, 2, 3, 4])
    }

    @Test("an upload over a folder of objects is refused, and leaves no file once it is aborted")
    func refusedUpload() async throws {
        try await storage.put([1], key: ObjectKey("a/b"))
        let upload = try await storage.upload(ObjectKey("a"), reserving: 1)
        await expectStorageError(.invalidKey) { _ = try await upload.complete(header: [1]) }
        await upload.abort()
        #expect(try incoming().isEmpty)
        #expect(try await storage.get(ObjectKey("a/b")).bytes == [1])
    }

    @Test("a path that is a file is refused with its name")
    func notADirectory() throws {
        let path = directory.path + "/file"
        #expect(FileManager.default.createFile(atPath: path, contents: Data()))
        let error = #expect(throws: StorageError.self) { _ = try DirectoryStorage(path: path) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains(path) == true)
    }

    private func incoming() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path + "/media/.incoming")
    }
}
