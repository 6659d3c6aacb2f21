import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite(
    "S3 storage on OpenStack Swift", .enabled(if: S3Server.isInstalled, "OpenStack Swift is missing: run ci/setup"),
    .s3Server, .timeLimit(.minutes(5)))
struct S3StorageTests {
    private func withStorage(
        _ change: (inout S3Configuration) -> Void = { _ in },
        pageSize: Int = 1_000, date: @escaping @Sendable () -> WallDate = { .now },
        _ body: (S3Storage, S3Server) async throws -> Void
    ) async throws {
        var (server, configuration) = try await SharedS3Server.bucket()
        change(&configuration)
        let storage = S3Storage(configuration, pageSize: pageSize, date: date)
        do {
            try await body(storage, server)
        } catch {
            await storage.close()
            throw error
        }
        await storage.close()
    }

    @Test("a right configuration passes the check")
    func check() async throws {
        try await withStorage { storage, _ in try await storage.check() }
    }

    @Test("a wrong secret is refused with the setting's name, and does not show")
    func wrongSecret() async throws {
        try await withStorage {
            $0.credentials.secret = "faux-secret"
        } _: { storage, _ in
            let error = await #expect(throws: StorageError.self) { try await storage.check() }
            #expect(error?.code == .accessDenied)
            #expect(error?.message.contains("ROADWAVE_S3_SECRET") == true)
            #expect(error?.description.contains("faux-secret") == false)
        }
    }

    @Test("an unknown key is refused with the setting's name")
    func wrongKey() async throws {
        try await withStorage {
            $0.credentials.key = "test:personne"
        } _: { storage, _ in
            let error = await #expect(throws: StorageError.self) { try await storage.check() }
            #expect(error?.code == .accessDenied)
            #expect(error?.message.contains("test:personne") == true)
        }
    }

    @Test("an absent bucket is named; its objects are not said to be absent")
    func wrongBucket() async throws {
        try await withStorage {
            $0.bucket = "absent"
        } _: { storage, _ in
            for call in [
                { try await storage.check() }, { _ = try await storage.get(ObjectKey("a")) },
                { try await storage.put([1], key: ObjectKey("a")) }, { try await storage.delete(ObjectKey("a")) },
            ] as [() async throws -> Void] {
                let error = await #expect(throws: StorageError.self) { try await call() }
                #expect(error?.code == .unavailable)
                #expect(error?.message.contains("\"absent\"") == true)
            }
        }
    }

    @Test("a clock that is an hour late is told so")
    func skew() async throws {
        let late: @Sendable () -> WallDate = {
            WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 - 3_600_000)
        }
        try await withStorage(date: late) { storage, _ in
            let error = await #expect(throws: StorageError.self) { try await storage.check() }
            #expect(error?.code == .accessDenied)
            #expect(error?.message.contains("set the clock") == true)
        }
    }

    @Test("an object is read without a signature at the public prefix, with its headers; the listing is refused")
    func publicReading() async throws {
        try await withStorage { storage, server in
            let bytes = (0..<12_000).map { UInt8(truncatingIfNeeded: $0) }
            try await storage.put(bytes, key: ObjectKey("lives/a/0.ts"))
            let base = "\(server.endpoint)\(server.publicPrefix)/\(storage.client.configuration.bucket)"
            let answer = try await TestHTTPClient(base: base).get("/lives/a/0.ts")
            #expect(answer.status == 200)
            #expect(Array(answer.body) == bytes)
            #expect(answer["Content-Type"] == "video/mp2t")
            #expect(answer["Cache-Control"] == ObjectAttributes.transportStream.cacheControl)
            for path in ["", "/", "?prefix=lives/"] {
                #expect(try await TestHTTPClient(base: base).get(path).status == 401)
            }
        }
    }

    @Test("a large object goes up in parts and comes back whole, also without a signature")
    func multipart() async throws {
        try await withStorage { storage, server in
            let count = S3Storage.multipartThreshold + 1_234
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
            let key = try ObjectKey("replays/a/replay.mp3")
            try await storage.put(
                bytes, key: key, attributes: .init(contentType: "audio/mpeg", cacheControl: "no-store"))
            let object = try await storage.get(key)
            #expect(object.bytes == bytes)
            #expect(object.metadata.attributes == ObjectAttributes(contentType: "audio/mpeg", cacheControl: "no-store"))
            let part = try await storage.get(key, range: 8_388_600..<8_388_620)
            #expect(part.bytes == Array(bytes[8_388_600..<8_388_620]))
            #expect(part.metadata.size == count)
            let base = "\(server.endpoint)\(server.publicPrefix)/\(storage.client.configuration.bucket)"
            #expect(try await TestHTTPClient(base: base).get("/\(key)").body.count == count)
            #expect(try await storage.list(.all, after: nil, limit: 10) == [key])
            try await storage.delete(key)
            #expect(try await storage.exists(key) == false)
        }
    }

    @Test("a listing of several pages of S3 is whole, in order")
    func pages() async throws {
        try await withStorage(pageSize: 3) { storage, _ in
            let keys = try (0..<7).map { try ObjectKey("l/\($0)") }
            for key in keys { try await storage.put([], key: key) }
            #expect(try await storage.list(.all, after: nil, limit: 100) == keys)
            #expect(try await storage.list(.all, after: keys[0], limit: 5) == Array(keys[1...5]))
        }
    }
}
