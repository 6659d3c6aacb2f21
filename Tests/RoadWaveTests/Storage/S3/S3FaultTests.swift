import NIOHTTP1
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("S3 storage whose server is at fault", .timeLimit(.minutes(5)))
struct S3FaultTests {
    private static let found: ScriptedServer.Answer = .status(
        200,
        headers: ["Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT", "ETag": "\"t\"", "Content-Type": "text/plain"],
        body: "found")

    /// Waits that a test does not feel, few attempts that are long for loopback, and a call that a busy machine does not end.
    private static let impatient = S3RetryPolicy(
        first: .milliseconds(1), longest: .milliseconds(4), attempts: 3, attempt: .milliseconds(200), call: .seconds(60)
    )

    /// The same, for servers that answer: a busy machine must not make a slow answer a silent one.
    private static let patient = S3RetryPolicy(
        first: .milliseconds(1), longest: .milliseconds(4), attempts: 10, attempt: .seconds(20), call: .seconds(20))

    private func withStorage(
        _ answers: [ScriptedServer.Answer], retry: S3RetryPolicy = Self.patient,
        _ body: (S3Storage, ScriptedServer) async throws -> Void
    ) async throws {
        try await ScriptedServer.with(answers) { endpoint, server in
            try await withStorage(at: endpoint, retry: retry) { try await body($0, server) }
        }
    }

    private func withStorage(
        at endpoint: String, retry: S3RetryPolicy, _ body: (S3Storage) async throws -> Void
    ) async throws {
        let storage = S3Storage(
            S3Configuration(
                endpoint: endpoint, region: "gra", bucket: "antenne",
                credentials: S3Credentials(key: "cle", secret: "tres-secret")), retry: retry)
        do {
            try await body(storage)
        } catch {
            await storage.close()
            throw error
        }
        await storage.close()
    }

    @Test(
        "a failure that passes is tried again, and the caller does not see it",
        arguments: [
            ScriptedServer.Answer.status(503), .status(500), .status(429), .closes, .cut("fou"),
            .status(400, body: "<Error><Code>RequestTimeout</Code><Message>m</Message></Error>"),
        ])
    func passing(fault: ScriptedServer.Answer) async throws {
        try await withStorage([fault, fault, Self.found]) { storage, server in
            let object = try await storage.get(ObjectKey("a"))
            #expect(object.bytes == Array("found".utf8))
            #expect(server.requests.count == 3)
        }
    }

    @Test("a put that is tried again sends the same bytes, with a hash that is theirs")
    func repeatedPut() async throws {
        try await withStorage([.status(503), .status(200, headers: ["ETag": "t"])]) { storage, server in
            try await storage.put(Array("bytes".utf8), key: ObjectKey("a/b.ts"))
            #expect(server.requests.map { String(decoding: $0.body, as: UTF8.self) } == ["bytes", "bytes"])
            for request in server.requests {
                #expect(request.method == "PUT")
                #expect(request.uri == "/antenne/a/b.ts")
                #expect(request.headers["content-type"] == ["video/mp2t"])
                #expect(request.headers["x-amz-content-sha256"] == [RequestSigner.payloadHash(Array("bytes".utf8))])
                #expect(request.headers["authorization"].first?.contains("/gra/s3/aws4_request,") == true)
            }
        }
    }

    @Test("a failure that does not pass is not tried again")
    func lasting() async throws {
        try await withStorage([.status(403)]) { storage, server in
            await expectStorageError(.accessDenied) { try await storage.put([1], key: ObjectKey("a")) }
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "a server that fails for ever, or is silent, is given up",
        arguments: [ScriptedServer.Answer.status(503), .silence])
    func givenUp(fault: ScriptedServer.Answer) async throws {
        try await withStorage([fault], retry: Self.impatient) { storage, server in
            let error = await #expect(throws: StorageError.self) { try await storage.head(ObjectKey("a")) }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("after 3 attempts") == true)
            // On a busy machine an attempt may end before the server has read its request.
            let isSilent = if case .silence = fault { true } else { false }
            #expect(isSilent ? server.requests.count <= 3 : server.requests.count == 3)
        }
    }

    @Test("a server that is not there is given up, and the error names it")
    func deadEndpoint() async throws {
        let endpoint = try await ScriptedServer.deadEndpoint()
        try await withStorage(at: endpoint, retry: Self.impatient) { storage in
            let error = await #expect(throws: StorageError.self) { try await storage.check() }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains(endpoint) == true)
            #expect(error?.description.contains("tres-secret") == false)
        }
    }

    @Test("a server that asks for a longer wait than a call lasts is not asked again")
    func retryAfter() async throws {
        try await withStorage([.status(503, headers: ["Retry-After": "600"])]) { storage, server in
            await expectStorageError(.unavailable) { _ = try await storage.head(ObjectKey("a")) }
            #expect(server.requests.count == 1)
        }
    }

    @Test("a redirect is not followed: the signature is for this server")
    func redirect() async throws {
        try await withStorage([.status(307, headers: ["Location": "http://127.0.0.1:9/"])]) { storage, server in
            let error = await #expect(throws: StorageError.self) { try await storage.head(ObjectKey("a")) }
            #expect(error?.message.contains("ROADWAVE_S3_ENDPOINT") == true)
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "a listing that is no listing is an error",
        arguments: [
            "", "<html>", "<!DOCTYPE x [<!ENTITY e 'e'>]><ListBucketResult>&e;</ListBucketResult>",
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "<ListBucketResult><Contents><Key>b</Key></Contents><Contents><Key>a</Key></Contents></ListBucketResult>",
        ])
    func hostileListing(body: String) async throws {
        try await withStorage([.status(200, body: body)]) { storage, server in
            await expectStorageError(.unavailable) { _ = try await storage.list(.all, after: nil, limit: 10) }
            #expect(server.requests.count == 1)
        }
    }

    @Test("a listing that gives the same page for ever ends")
    func endlessListing() async throws {
        let page = """
            <ListBucketResult><Contents><Key>a</Key></Contents><IsTruncated>true</IsTruncated>
            <NextContinuationToken>t</NextContinuationToken></ListBucketResult>
            """
        try await withStorage([.status(200, body: page)]) { storage, _ in
            await expectStorageError(.unavailable) { _ = try await storage.list(.all, after: nil, limit: 10) }
        }
    }

    @Test("a page that holds only keys of other programs does not end a listing")
    func foreignPage() async throws {
        let first = """
            <ListBucketResult><Contents><Key>a%20b</Key></Contents><Contents><Key>.c</Key></Contents>
            <IsTruncated>true</IsTruncated><NextContinuationToken>t+/</NextContinuationToken></ListBucketResult>
            """
        let last =
            "<ListBucketResult><Contents><Key>d</Key></Contents><IsTruncated>false</IsTruncated></ListBucketResult>"
        try await withStorage([.status(200, body: first), .status(200, body: last)]) { storage, server in
            let keys = try await storage.list(.all, after: nil, limit: 10)
            #expect(keys.map(\.path) == ["d"])
            #expect(server.requests.last?.uri.contains("continuation-token=t%2B%2F") == true)
        }
    }

    @Test("an object without a size, or a date, is an error, whatever else is said")
    func senselessHead() async throws {
        try await withStorage([.status(200, headers: ["Last-Modified": "now", "Content-Length": "3"])]) { storage, _ in
            await expectStorageError(.unavailable) { _ = try await storage.head(ObjectKey("a")) }
        }
    }

    @Test(
        "a part that is not the one that was asked for is an error",
        arguments: ["bytes 0-4/10", "bytes 2-6/4", "bytes 3-7/10", "bytes 2-100/200", "nothing"])
    func senselessRange(contentRange: String) async throws {
        let headers: HTTPHeaders = [
            "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT", "Content-Range": contentRange,
        ]
        try await withStorage([.status(206, headers: headers, body: "found")]) { storage, _ in
            await expectStorageError(.unavailable) { _ = try await storage.get(ObjectKey("a"), range: 2..<7) }
        }
    }

    @Test("a server that gives the whole object for a range of it is understood")
    func wholeForRange() async throws {
        try await withStorage([Self.found]) { storage, _ in
            let object = try await storage.get(ObjectKey("a"), range: 1..<3)
            #expect(object.bytes == Array("ou".utf8))
            #expect(object.metadata.size == 5)
        }
    }

    @Test("an upload in parts whose end fails is given up, and its parts with it")
    func failedUpload() async throws {
        let begun = "<InitiateMultipartUploadResult><UploadId>u/1</UploadId></InitiateMultipartUploadResult>"
        let part = ScriptedServer.Answer.status(200, headers: ["ETag": "\"p\""])
        let failed = "<Error><Code>InternalError</Code><Message>m</Message></Error>"
        let gone = ScriptedServer.Answer.status(
            404, body: "<Error><Code>NoSuchUpload</Code><Message>m</Message></Error>")
        try await withStorage([.status(200, body: begun), part, part, .status(200, body: failed), .status(204), gone]) {
            storage, server in
            let bytes = [UInt8](repeating: 7, count: S3Storage.multipartThreshold)
            let error = await #expect(throws: StorageError.self) {
                try await storage.put(bytes, key: ObjectKey("a.mp3"))
            }
            #expect(error?.message.contains("InternalError") == true)
            #expect(
                server.requests.map { "\($0.method) \($0.uri)" } == [
                    "POST /antenne/a.mp3?uploads=", "PUT /antenne/a.mp3?partNumber=1&uploadId=u%2F1",
                    "PUT /antenne/a.mp3?partNumber=2&uploadId=u%2F1", "POST /antenne/a.mp3?uploadId=u%2F1",
                    "DELETE /antenne/a.mp3?uploadId=u%2F1", "GET /antenne/a.mp3?uploadId=u%2F1",
                ])
            #expect(server.requests[1].body.count == MultipartUpload.partSize)
        }
    }

    @Test("a cancelled call ends, and says so")
    func cancellation() async throws {
        try await withStorage([.silence]) { storage, server in
            let call = Task { try await storage.head(ObjectKey("a")) }
            try await until { !server.requests.isEmpty }
            call.cancel()
            await expectStorageError(.unavailable) { _ = try await call.value }
        }
    }
}
