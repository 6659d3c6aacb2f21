import Testing

@testable import RoadWave

@Suite("The contract of an upload in pieces", .s3Server, .timeLimit(.minutes(5)))
struct ObjectUploadContractTests {
    static let implementations = ObjectStorageImplementation.available

    private static let part = MultipartUpload.partSize
    private static let header = Array("the header, known last".utf8)
    private static let sizes = [0, 1, part - header.count, part, 2 * part - header.count, 3 * part + 1]

    /// An age that every upload has, also one that was begun just now.
    private static let anyAge = Duration.seconds(-60)

    /// Bytes that differ from part to part: the length of the repeated block is a prime.
    private static func bytes(_ count: Int, seed: Int = 0) -> [UInt8] {
        let block = (0..<65_521).map { UInt8(truncatingIfNeeded: ($0 &+ seed) &* 2_654_435_761 >> 13) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count { bytes += block.prefix(count - bytes.count) }
        return bytes
    }

    private static func append(_ bytes: [UInt8], to upload: any ObjectUpload) async throws {
        // A length that no part is a multiple of.
        let piece = 1_000_003
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try await upload.append(Array(bytes[start..<min(start + piece, bytes.count)]))
        }
    }

    @Test("the object is the header and the pieces, whatever their size", arguments: implementations, sizes)
    func roundTrip(_ implementation: ObjectStorageImplementation, size: Int) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("replays/a/replay.mp3")
            let body = Self.bytes(size)
            let upload = try await storage.upload(key, reserving: Self.header.count)
            try await Self.append(body, to: upload)
            let metadata = try await upload.complete(header: Self.header)
            let object = try await storage.get(key)
            // Compared first: a failure must not print megabytes.
            let isSame = object.bytes == Self.header + body
            #expect(isSame)
            #expect(metadata == object.metadata)
            #expect(metadata.size == Self.header.count + size)
            #expect(try await storage.removeUnfinishedUploads(olderThan: Self.anyAge) == 0)
        }
    }

    @Test("without a header, an object is its pieces, if there are any", arguments: implementations)
    func noHeader(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            for body in [[], [1, 2, 3]] as [[UInt8]] {
                let key = try ObjectKey("a\(body.count)")
                let upload = try await storage.upload(key, reserving: 0)
                try await upload.append(body)
                _ = try await upload.complete(header: [])
                #expect(try await storage.get(key).bytes == body)
            }
        }
    }

    @Test("nothing is visible before the object is complete, and an earlier one stays", arguments: implementations)
    func invisible(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let (new, replaced) = (try ObjectKey("replays/a.mp3"), try ObjectKey("replays/b.mp3"))
            try await storage.put([1], key: replaced)
            for key in [new, replaced] {
                let upload = try await storage.upload(key, reserving: 4)
                try await Self.append(Self.bytes(2 * Self.part), to: upload)
                #expect(try await storage.list(.all, after: nil, limit: 10) == [replaced])
                #expect(try await storage.get(replaced).bytes == [1])
                await upload.abort()
            }
            #expect(try await storage.exists(new) == false)
            #expect(try await storage.get(replaced).bytes == [1])
        }
    }

    @Test("an upload takes the place of an earlier one", arguments: implementations)
    func replacement(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("replays/a.mp3")
            var tags: Set<String> = []
            for (seed, size) in [(1, 2 * Self.part), (2, 2 * Self.part), (3, 10)] {
                let body = Self.bytes(size, seed: seed)
                let upload = try await storage.upload(key, reserving: Self.header.count)
                try await Self.append(body, to: upload)
                tags.insert(try await upload.complete(header: Self.header).entityTag)
                let isSame = try await storage.get(key).bytes == Self.header + body
                #expect(isSame)
            }
            #expect(tags.count == 3)
        }
    }

    @Test(
        "an upload of the bytes that are there already leaves them there, and no temporary parts",
        arguments: implementations)
    func sameBytes(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("replays/a.mp3")
            let body = Self.bytes(2 * Self.part)
            var tags: Set<String> = []
            for _ in 0..<2 {
                let upload = try await storage.upload(key, reserving: Self.header.count)
                try await Self.append(body, to: upload)
                tags.insert(try await upload.complete(header: Self.header).entityTag)
                await upload.abort()
                let isSame = try await storage.get(key).bytes == Self.header + body
                #expect(isSame)
            }
            // A directory has a tag for each file.
            #expect((1...2).contains(tags.count))
            #expect(try await storage.removeUnfinishedUploads(olderThan: Self.anyAge) == 0)
        }
    }

    @Test("an object has the attributes of its upload", arguments: implementations)
    func attributes(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let attributes = ObjectAttributes(contentType: "audio/mpeg", cacheControl: "no-store")
            for size in [1, 2 * Self.part] {
                let key = try ObjectKey("replays/\(size).mp3")
                let upload = try await storage.upload(key, reserving: 4, attributes: attributes)
                try await Self.append(Self.bytes(size), to: upload)
                #expect(try await upload.complete(header: [1, 2, 3, 4]).attributes == attributes)
                #expect(try await storage.head(key).attributes == attributes)
            }
        }
    }

    @Test("an aborted upload leaves nothing, and takes nothing more", arguments: implementations)
    func abort(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("replays/a.mp3")
            for size in [0, 10, 2 * Self.part + 5] {
                let upload = try await storage.upload(key, reserving: 4)
                try await Self.append(Self.bytes(size), to: upload)
                await upload.abort()
                await upload.abort()
                await expectStorageError(.unavailable) { try await upload.append([1]) }
                await expectStorageError(.unavailable) { _ = try await upload.complete(header: [1, 2, 3, 4]) }
                #expect(try await storage.removeUnfinishedUploads(olderThan: Self.anyAge) == 0)
                #expect(try await storage.list(.all, after: nil, limit: 10).isEmpty)
            }
        }
    }

    @Test("an upload whose task is cancelled can be aborted", arguments: implementations)
    func cancelled(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let upload = try await storage.upload(ObjectKey("replays/a.mp3"), reserving: 4)
            try await Self.append(Self.bytes(2 * Self.part), to: upload)
            let task = Task {
                try? await Task.sleep(for: .seconds(3_600))
                await upload.abort()
            }
            task.cancel()
            await task.value
            #expect(try await storage.removeUnfinishedUploads(olderThan: Self.anyAge) == 0)
        }
    }

    @Test("a complete object is not aborted, nor completed again", arguments: implementations)
    func over(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let key = try ObjectKey("replays/a.mp3")
            for size in [1, 2 * Self.part] {
                let upload = try await storage.upload(key, reserving: 1)
                try await Self.append(Self.bytes(size), to: upload)
                let metadata = try await upload.complete(header: [7])
                await expectStorageError(.unavailable) { _ = try await upload.complete(header: [8]) }
                await upload.abort()
                #expect(try await storage.head(key) == metadata)
            }
        }
    }

    @Test("what a dead process left is removed once it is old, and nothing else", arguments: implementations)
    func sweep(_ implementation: ObjectStorageImplementation) async throws {
        try await implementation.withStorage { storage in
            let (left, kept) = (try ObjectKey("replays/a.mp3"), try ObjectKey("replays/b.mp3"))
            let whole = try await storage.upload(kept, reserving: 1)
            let body = Self.bytes(2 * Self.part)
            try await Self.append(body, to: whole)
            _ = try await whole.complete(header: [7])
            let upload = try await storage.upload(left, reserving: 1)
            try await Self.append(body, to: upload)
            #expect(try await storage.removeUnfinishedUploads(olderThan: .seconds(3_600)) == 0)
            #expect(try await storage.removeUnfinishedUploads(olderThan: Self.anyAge) == 1)
            #expect(try await storage.removeUnfinishedUploads(olderThan: Self.anyAge) == 0)
            let isSame = try await storage.get(kept).bytes == [7] + body
            #expect(isSame)
            #expect(try await storage.list(.all, after: nil, limit: 10) == [kept])
        }
    }
}
