import Foundation
import RoadWaveClient
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

    @Test("it is released also while a process that is just starting still shares the node's descriptors")
    func sharedByAChild() throws {
        let directory = try TemporaryDirectory()
        let first = try DataDirectory(path: directory.path)
        let descriptor = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").first { name in
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
            return path == "\(directory.path)/.lock"
        }
        // What `fork` does to every descriptor, until `exec` closes the copy.
        let copy = dup(try #require(descriptor.flatMap { CInt($0) }))
        defer { close(copy) }
        first.release()
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

    private func rights(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func refusal(_ path: String) -> String? {
        let error = #expect(throws: RoadWaveError.self) { try DataDirectory(path: path) }
        #expect(error?.code == .storage)
        #expect(error?.description.contains("\n") == false)
        return error?.description
    }

    @Test("whatever a node keeps is its own user's alone, also in a directory that was there")
    func privacy() async throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path)
        try await RunningTestNode.with(in: URL(filePath: directory.path)) { running in
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            let events = running.node.events
            await creator.publisher.close()
            _ = await events.end(of: creator.id)
        }
        #expect(try rights(directory.path) == 0o700)
        let names = try #require(FileManager.default.enumerator(atPath: directory.path)).compactMap { $0 as? String }
        for part in [".lock", "roadwave.sqlite", "recordings/", "lives/", ".journal/"] {
            #expect(names.contains { $0.hasPrefix(part) }, "\(names)")
        }
        for name in names {
            let path = "\(directory.path)/\(name)"
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            #expect(try rights(path) == (isFolder.boolValue ? 0o700 : 0o600), "\(name)")
        }
        withExtendedLifetime(directory) {}
    }

    @Test(
        "a directory in which others may write is refused, in one line that says what to do",
        arguments: [0o777, 0o770, 0o702])
    func open(mode: Int) throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory.path)
        #expect(refusal(directory.path)?.contains("chmod 700") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
        withExtendedLifetime(directory) {}
    }

    @Test("a directory in a folder where others may rename it is refused, but not in one for temporary files")
    func openParent() throws {
        let directory = try TemporaryDirectory()
        let data = directory.path + "/folder/data"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: directory.path + "/folder")
        #expect(refusal(data)?.contains("others may write in \(directory.path)/folder") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: directory.path + "/folder")
        _ = try DataDirectory(path: data)
        withExtendedLifetime(directory) {}
    }

    @Test("a directory of another user is refused", .enabled(if: geteuid() == 0, "only root can give a directory away"))
    func foreign() throws {
        let directory = try TemporaryDirectory()
        #expect(chown(directory.path, 12_345, 12_345) == 0)
        #expect(refusal(directory.path)?.contains("belongs to another user") == true)
        #expect(chown(directory.path, 0, 0) == 0)
        // So is a file in it.
        let file = directory.path + "/roadwave.sqlite"
        #expect(FileManager.default.createFile(atPath: file, contents: Data()))
        #expect(chown(file, 12_345, 12_345) == 0)
        #expect(refusal(directory.path)?.contains("is not a file of the node's own") == true)
        withExtendedLifetime(directory) {}
    }

    @Test(
        "a link in the place of what the node keeps is refused, and nothing is made, changed or deleted where it leads",
        arguments: [
            ".incoming", ".lock", "roadwave.sqlite", "roadwave.sqlite-wal", "roadwave.sqlite-shm", ".attributes",
            ".journal",
            "recordings", "lives", "audit-pending.jsonl", "audit-pending.jsonl.new", "recordings/.incoming",
            ".journal/.incoming", "",
        ])
    func links(name: String) async throws {
        let outside = try TemporaryDirectory()
        let old = outside.path + "/old"
        #expect(FileManager.default.createFile(atPath: old, contents: Data("kept".utf8)))
        let aged: [FileAttributeKey: Any] = [
            .modificationDate: Date(timeIntervalSinceNow: -7_200), .posixPermissions: 0o644,
        ]
        try FileManager.default.setAttributes(aged, ofItemAtPath: old)
        for target in [outside.path, old, outside.path + "/new"] {
            let directory = try TemporaryDirectory()
            let data = directory.path + "/data"
            let link = name.isEmpty ? data : "\(data)/\(name)"
            let folder = URL(filePath: link).deletingLastPathComponent().path()
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
            let error = await #expect(throws: RoadWaveError.self) {
                try await RunningTestNode.with(in: URL(filePath: data)) { _ in }
            }
            #expect(error?.code == .storage)
            #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == ["old"])
            #expect(try String(contentsOfFile: old, encoding: .utf8) == "kept")
            #expect(try rights(old) == 0o644)
            withExtendedLifetime(directory) {}
        }
        withExtendedLifetime(outside) {}
    }

    @Test("a file that has a second name elsewhere is refused")
    func hardLink() throws {
        let directory = try TemporaryDirectory()
        let data = directory.path + "/data"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let other = directory.path + "/other"
        #expect(FileManager.default.createFile(atPath: other, contents: Data()))
        #expect(link(other, data + "/roadwave.sqlite-wal") == 0)
        #expect(refusal(data)?.contains("roadwave.sqlite-wal is not a file of the node's own") == true)
        withExtendedLifetime(directory) {}
    }
}
