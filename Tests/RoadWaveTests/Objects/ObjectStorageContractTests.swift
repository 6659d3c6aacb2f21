import Testing

@testable import RoadWave

@Suite("The contract of an object storage", .s3Server, .timeLimit(.minutes(5)))
struct ObjectStorageContractTests {
    static let implementations = ObjectStorageImplementation.available

    @Test("what was put is got back, whole", arguments: implementations)
    func roundTrip(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("lives/a/48k/0.ts")
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await storage.put(bytes, key: key)
            let object = try await storage.get(key)
            #expect(object.bytes == bytes)
            #expect(object.range == 0..<100_000)
            #expect(object.metadata.size == 100_000)
        }
    }

    @Test("an empty object is an object", arguments: implementations)
    func emptyObject(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("empty")
            try await storage.put([], key: key)
            #expect(try await storage.get(key).bytes.isEmpty)
            #expect(try await storage.exists(key))
        }
    }

    @Test("a second put replaces the object and changes its entity tag", arguments: implementations)
    func replacement(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("lives/a/master.m3u8")
            try await storage.put([1, 2, 3], key: key)
            let first = try await storage.head(key)
            try await storage.put([4], key: key)
            let second = try await storage.get(key)
            #expect(second.bytes == [4])
            #expect(second.metadata.entityTag != first.entityTag)
            #expect(second.metadata.lastModified >= first.lastModified)
        }
    }

    @Test("the attributes given to put come back from head and get", arguments: implementations)
    func attributes(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("notes.txt")
            let attributes = ObjectAttributes(contentType: "text/plain; charset=utf-8", cacheControl: "no-store")
            try await storage.put([1], key: key, attributes: attributes)
            #expect(try await storage.head(key).attributes == attributes)
            #expect(try await storage.get(key).metadata.attributes == attributes)
            try await storage.put([1], key: key)
            #expect(try await storage.head(key).attributes == .standard(for: key))
        }
    }

    @Test("media has its types without being told", arguments: implementations)
    func mediaTypes(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            for (path, type) in [("0.ts", "video/mp2t"), ("media.m3u8", "application/vnd.apple.mpegurl")] {
                let key = try ObjectKey(path)
                try await storage.put([1], key: key)
                #expect(try await storage.head(key).attributes.contentType == type)
            }
        }
    }

    @Test("a range is what it says, cut at the end of the object", arguments: implementations)
    func ranges(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("ten")
            try await storage.put(Array(0..<10), key: key)
            let middle = try await storage.get(key, range: 2..<5)
            #expect(middle.bytes == [2, 3, 4])
            #expect(middle.range == 2..<5)
            #expect(middle.metadata.size == 10)
            let tail = try await storage.get(key, range: 8..<100)
            #expect(tail.bytes == [8, 9])
            #expect(tail.range == 8..<10)
        }
    }

    @Test("a range beyond the end is not satisfiable", arguments: implementations)
    func unsatisfiableRange(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("ten")
            try await storage.put(Array(0..<10), key: key)
            await expectStorageError(.rangeNotSatisfiable) {
                _ = try await storage.get(key, range: 10..<11)
            }
        }
    }

    @Test("an absent object is not found", arguments: implementations)
    func absence(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            try await storage.put([1], key: ObjectKey("a/b"))
            for path in ["nothing", "a", "a/c", "a/b/c"] {
                let key = try ObjectKey(path)
                await expectStorageError(.notFound) { _ = try await storage.get(key) }
                await expectStorageError(.notFound) { _ = try await storage.head(key) }
                #expect(try await storage.exists(key) == false)
            }
        }
    }

    @Test("a deleted object is gone, and deleting it again is no error", arguments: implementations)
    func deletion(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("lives/a/48k/0.ts")
            try await storage.put([1], key: key)
            try await storage.delete(key)
            #expect(try await storage.exists(key) == false)
            try await storage.delete(key)
            try await storage.put([2], key: key)
            #expect(try await storage.get(key).bytes == [2])
        }
    }

    @Test("a listing has the keys of a prefix, in byte order, page by page", arguments: implementations)
    func listing(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            // "-" and "." sort before "/", so that a walk by folders alone would get this order wrong.
            let paths = ["l/a-b", "l/a.ts", "l/a/0", "l/a/1", "l/a/10", "l/a/2", "l/b/x", "m"]
            for path in paths.shuffled() { try await storage.put([1], key: ObjectKey(path)) }
            let prefix = ObjectPrefix(folder: try ObjectKey("l"))
            var found: [String] = []
            var last: ObjectKey?
            while true {
                let page = try await storage.list(prefix, after: last, limit: 3)
                found += page.map(\.path)
                guard page.count == 3 else { break }
                last = page.last
            }
            #expect(found == Array(paths.dropLast()))
            #expect(try await storage.list(.all, after: nil, limit: 100).map(\.path) == paths)
        }
    }

    @Test("an empty folder lists nothing", arguments: implementations)
    func emptyListing(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let folder = ObjectPrefix(folder: try ObjectKey("lives/a"))
            #expect(try await storage.list(folder, after: nil, limit: 10).isEmpty)
        }
    }

    @Test("deleting a prefix leaves the others", arguments: implementations)
    func prefixDeletion(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            for path in ["lives/a/0.ts", "lives/a/48k/1.ts", "lives/ab/0.ts"] {
                try await storage.put([1], key: ObjectKey(path))
            }
            try await storage.deleteAll(ObjectPrefix(folder: try ObjectKey("lives/a")))
            #expect(try await storage.list(.all, after: nil, limit: 10).map(\.path) == ["lives/ab/0.ts"])
        }
    }

    @Test("a prefix of several pages is deleted whole; a folder that begins alike stays", arguments: implementations)
    func pagedDeletion(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let others = ["lives/ab-c/0.ts", "lives/ab.m3u8", "lives/abc/0.ts"]
            for path in (0..<7).map({ "lives/ab/48k/\($0).ts" }) + others {
                try await storage.put([1], key: ObjectKey(path))
            }
            try await storage.deleteAll(ObjectPrefix(folder: try ObjectKey("lives/ab")), pageSize: 3)
            #expect(try await storage.list(.all, after: nil, limit: 20).map(\.path) == others)
        }
    }

    @Test("readers of an object that is replaced see one version or the next, never a mix", arguments: implementations)
    func atomicity(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("lives/a/48k/media.m3u8")
            let size = 50_000
            try await storage.put([UInt8](repeating: 0, count: size), key: key)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for version in 1...40 {
                        try await storage.put([UInt8](repeating: UInt8(version), count: size + version), key: key)
                    }
                }
                group.addTask {
                    for _ in 0..<40 {
                        let bytes = try await storage.get(key).bytes
                        #expect(Set(bytes).count == 1)
                        #expect(bytes.count == size + Int(bytes.first ?? 255))
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
