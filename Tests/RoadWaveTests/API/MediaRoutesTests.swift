import Foundation
import Synchronization
import Testing

@testable import RoadWave

@Suite("Media routes")
struct MediaRoutesTests {
    private static let live = "3f0c2c8e-6a53-4c58-9a59-0d8a4f0d9b11"

    /// A node whose storage holds a segment of 1,000 bytes and a playlist.
    private func withMedia(_ body: (RunningTestNode, [UInt8]) async throws -> Void) async throws {
        try await RunningTestNode.with { running in
            let storage = try DirectoryStorage(path: running.directory.path)
            let segment = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
            let keys = try BroadcastKeys(liveID: Self.live)
            let rendition = try Rendition(name: "48k")
            try await storage.put(segment, key: keys.segment(7, rendition))
            try await storage.put(Array("#EXTM3U\n".utf8), key: keys.mediaPlaylist(rendition))
            try await storage.put(Array("#EXTM3U\n".utf8), key: keys.masterPlaylist)
            try await body(running, segment)
        }
    }

    @Test("a segment is served with its type, for good")
    func segment() async throws {
        try await withMedia { running, segment in
            let answer = try await running.client.get("/lives/\(Self.live)/48k/7.ts")
            #expect(answer.status == 200)
            #expect(Array(answer.body) == segment)
            #expect(answer["Content-Type"] == "video/mp2t")
            #expect(answer["Cache-Control"]?.contains("immutable") == true)
            #expect(answer["Accept-Ranges"] == "bytes")
            #expect(answer["Last-Modified"]?.hasSuffix("GMT") == true)
        }
    }

    @Test("playlists are served with their type, for a second at most", arguments: ["master.m3u8", "48k/media.m3u8"])
    func playlist(path: String) async throws {
        try await withMedia { running, _ in
            let answer = try await running.client.get("/lives/\(Self.live)/\(path)")
            #expect(answer.status == 200)
            #expect(answer.text == "#EXTM3U\n")
            #expect(answer["Content-Type"] == "application/vnd.apple.mpegurl")
            #expect(answer["Cache-Control"] == "public, max-age=1")
        }
    }

    @Test("a range is answered with 206 and its place")
    func range() async throws {
        try await withMedia { running, segment in
            let path = "/lives/\(Self.live)/48k/7.ts"
            let middle = try await running.client.get(path, headers: ["Range": "bytes=10-19"])
            #expect(middle.status == 206)
            #expect(Array(middle.body) == Array(segment[10...19]))
            #expect(middle["Content-Range"] == "bytes 10-19/1000")
            let end = try await running.client.get(path, headers: ["Range": "bytes=-5"])
            #expect(Array(end.body) == Array(segment.suffix(5)))
            let beyond = try await running.client.get(path, headers: ["Range": "bytes=1000-"])
            #expect(beyond.status == 416)
            #expect(beyond["Content-Range"] == "bytes */1000")
        }
    }

    @Test("a range of another version of the object is not given")
    func conditionalRange() async throws {
        try await withMedia { running, segment in
            let headers = ["Range": "bytes=0-9", "If-Range": "\"other\""]
            let answer = try await running.client.get("/lives/\(Self.live)/48k/7.ts", headers: headers)
            #expect(answer.status == 200)
            #expect(answer.body.count == segment.count)
        }
    }

    @Test("what the client has already is not sent again")
    func notModified() async throws {
        try await withMedia { running, _ in
            let path = "/lives/\(Self.live)/48k/7.ts"
            let first = try await running.client.get(path)
            let tag = try #require(first["ETag"])
            let second = try await running.client.get(path, headers: ["If-None-Match": tag])
            #expect(second.status == 304)
            #expect(second.body.isEmpty)
            #expect(second["ETag"] == tag)
        }
    }

    @Test("HEAD has the headers and no body")
    func head() async throws {
        try await withMedia { running, _ in
            let answer = try await running.client.send("HEAD", "/lives/\(Self.live)/48k/7.ts")
            #expect(answer.status == 200)
            #expect(answer["Content-Length"] == "1000")
            #expect(answer.body.isEmpty)
        }
    }

    @Test(
        "what is not a media of a live is not found",
        arguments: [
            "\(live)/48k/8.ts", "\(live)/48k/07.ts", "\(live)/48k/-1.ts", "\(live)/48k/+7.ts", "\(live)/96k/7.ts",
            "\(live)/..%2F48k/7.ts", "\(live)/48k/7.mp4", "\(live)/nope/media.m3u8", "nope/master.m3u8",
            "..%2F..%2Fetc%2Fpasswd/master.m3u8",
        ])
    func notFound(path: String) async throws {
        try await withMedia { running, _ in
            let answer = try await running.client.get("/lives/\(path)")
            #expect(answer.status == 404)
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(try answer.json("status") == "404")
        }
    }

    @Test("a page of any origin may read")
    func crossOrigin() async throws {
        try await withMedia { running, _ in
            let answer = try await running.client.get(
                "/lives/\(Self.live)/48k/7.ts", headers: ["Origin": "https://radio.example"])
            #expect(answer["Access-Control-Allow-Origin"] == "*")
        }
    }

    @Test("another method is refused with those that there are")
    func method() async throws {
        try await withMedia { running, _ in
            let answer = try await running.client.send("PUT", "/lives/\(Self.live)/master.m3u8")
            #expect(answer.status == 405)
            #expect(answer["Allow"] == "GET, HEAD, OPTIONS")
        }
    }

    @Test("a UUID in capitals is the same live")
    func capitals() async throws {
        try await withMedia { running, segment in
            let body = try await running.client.get("/lives/\(Self.live.uppercased())/48k/7.ts").body
            #expect(Array(body) == segment)
        }
    }

    @Test("HEAD ignores a range", arguments: ["bytes=0-9", "bytes=1000-", "bytes=-1"])
    func headWithRange(range: String) async throws {
        try await withMedia { running, _ in
            let answer = try await running.client.send(
                "HEAD", "/lives/\(Self.live)/48k/7.ts", headers: ["Range": range])
            #expect(answer.status == 200)
            #expect(answer["Content-Length"] == "1000")
            #expect(answer["Content-Range"] == nil)
        }
    }

    @Test("what has not changed since a date is not sent again; tags go before the date", arguments: ["GET", "HEAD"])
    func modifiedSince(method: String) async throws {
        try await withMedia { running, _ in
            let path = "/lives/\(Self.live)/48k/7.ts"
            let first = try await running.client.get(path)
            let (date, tag) = (try #require(first["Last-Modified"]), try #require(first["ETag"]))
            let cases: [([String: String], Int)] = [
                (["If-Modified-Since": date], 304), (["If-Modified-Since": "Fri, 31 Dec 9999 23:59:59 GMT"], 304),
                (["If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"], 200), (["If-Modified-Since": "hier"], 200),
                (["If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT", "If-None-Match": tag], 304),
                (["If-Modified-Since": date, "If-None-Match": "\"other\""], 200),
                (["If-Modified-Since": date, "Range": "bytes=0-9"], 304),
            ]
            for (headers, status) in cases {
                let answer = try await running.client.send(method, path, headers: headers)
                #expect(answer.status == status, "\(headers)")
                if status == 304 {
                    #expect(answer["ETag"] == tag)
                    #expect(answer.body.isEmpty)
                }
            }
        }
    }

    @Test("a plain GET reads the storage once")
    func reads() async throws {
        let directory = try TemporaryDirectory()
        let storage = CountingStorage(try DirectoryStorage(path: directory.path))
        try await RunningTestNode.with(storage: storage) { running in
            let keys = try BroadcastKeys(liveID: Self.live)
            try await storage.put(
                [1, 2, 3], key: keys.segment(7, try Rendition(name: "48k")), attributes: .transportStream)
            _ = try await running.client.get("/lives/\(Self.live)/48k/7.ts")
            #expect(storage.reads == 1)
            #expect(try await running.client.get("/lives/\(Self.live)/48k/8.ts").status == 404)
            #expect(storage.reads == 2)
        }
        withExtendedLifetime(directory) {}
    }

    @Test(
        "with S3 and a media URL, the node reads no media for anybody, unless it is asked to",
        arguments: [nil, true, false])
    func elsewhere(servesMedia: Bool?) async throws {
        var settings = NodeConfiguration.single
        settings.s3 = S3Configuration(
            endpoint: "http://127.0.0.1:9", region: "r", bucket: "bucket",
            credentials: S3Credentials(key: "k", secret: "s"))
        settings.mediaBaseURL = "http://media.example"
        settings.servesMedia = servesMedia
        let directory = try TemporaryDirectory()
        let storage = CountingStorage(try DirectoryStorage(path: directory.path))
        try await RunningTestNode.with(settings, storage: storage) { running in
            let keys = try BroadcastKeys(liveID: Self.live)
            let rendition = try Rendition(name: "48k")
            for key in [keys.segment(7, rendition), keys.mediaPlaylist(rendition), keys.masterPlaylist] {
                try await storage.put([1, 2, 3], key: key, attributes: .standard(for: key))
                for method in ["GET", "HEAD"] {
                    let answer = try await running.client.send(method, "/\(key.path)")
                    #expect(answer.status == (servesMedia == true ? 200 : 404))
                }
            }
            #expect(storage.reads == (servesMedia == true ? 6 : 0))
        }
        withExtendedLifetime(directory) {}
    }
}

/// A storage that counts how often it is read.
private final class CountingStorage: ObjectStorage {
    private let storage: DirectoryStorage
    private let count = Mutex(0)

    init(_ storage: DirectoryStorage) { self.storage = storage }

    var reads: Int { count.withLock { $0 } }

    func put(_ bytes: [UInt8], key: ObjectKey, attributes: ObjectAttributes) async throws(StorageError) {
        try await storage.put(bytes, key: key, attributes: attributes)
    }

    func get(_ key: ObjectKey, range: Range<Int>?) async throws(StorageError) -> StoredObject {
        count.withLock { $0 += 1 }
        return try await storage.get(key, range: range)
    }

    func head(_ key: ObjectKey) async throws(StorageError) -> ObjectMetadata {
        count.withLock { $0 += 1 }
        return try await storage.head(key)
    }

    func delete(_ key: ObjectKey) async throws(StorageError) { try await storage.delete(key) }

    func list(_ prefix: ObjectPrefix, after key: ObjectKey?, limit: Int) async throws(StorageError) -> [ObjectKey] {
        try await storage.list(prefix, after: key, limit: limit)
    }
}
