import NIOHTTP1
import Testing

@testable import RoadWave

@Suite("An upload to S3 whose server is at fault", .timeLimit(.minutes(5)))
struct S3UploadTests {
    private typealias Answer = ScriptedServer.Answer

    private static let part = MultipartUpload.partSize
    private static let header: [UInt8] = [1, 2, 3, 4]
    /// Four bytes more than a part with the header.
    private static let body = [UInt8](repeating: 7, count: part)
    private static let size = part + 4
    private static let firstPart = header + body.dropLast(4)
    private static let lastPart = Array(body.suffix(4))
    private static let objectTag = S3Digest.entityTag(
        ofParts: [S3Digest.entityTag(of: firstPart), S3Digest.entityTag(of: lastPart)])

    private static let begun = Answer.status(
        200, body: "<InitiateMultipartUploadResult><UploadId>u/1</UploadId></InitiateMultipartUploadResult>")
    private static let completed = Answer.status(
        200, body: "<CompleteMultipartUploadResult><ETag>t</ETag></CompleteMultipartUploadResult>")
    private static let noUpload = Answer.status(
        404, body: "<Error><Code>NoSuchUpload</Code><Message>m</Message></Error>")
    private static let noObject = Answer.status(404)
    private static let deleted = Answer.status(204)

    private static func tagged(_ tag: String, encryption: String? = nil) -> Answer {
        var headers: HTTPHeaders = ["ETag": "\"\(tag)\""]
        if let encryption { headers.add(name: "x-amz-server-side-encryption", value: encryption) }
        return .status(200, headers: headers)
    }

    private static func object(_ size: Int, _ tag: String) -> Answer {
        .status(
            200,
            headers: [
                "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT", "ETag": "\"\(tag)\"", "Content-Type": "audio/mpeg",
                "Content-Length": "\(size)",
            ])
    }

    /// The answers up to the look for an earlier object.
    private static var sent: [Answer] {
        [begun, tagged(S3Digest.entityTag(of: lastPart)), tagged(S3Digest.entityTag(of: firstPart)), noObject]
    }

    /// The requests that these answers are to.
    private static let sending = [
        "POST /antenne/a.mp3?uploads=", "PUT /antenne/a.mp3?partNumber=2&uploadId=u%2F1",
        "PUT /antenne/a.mp3?partNumber=1&uploadId=u%2F1", "HEAD /antenne/a.mp3",
    ]
    private static let completion = "POST /antenne/a.mp3?uploadId=u%2F1"
    private static let look = "HEAD /antenne/a.mp3"
    private static let abortion = "DELETE /antenne/a.mp3?uploadId=u%2F1"
    private static let partsList = "GET /antenne/a.mp3?uploadId=u%2F1"

    private func withUpload(
        _ answers: [Answer], _ body: (S3Upload, S3Storage, ScriptedServer) async throws -> Void
    ) async throws {
        try await ScriptedServer.with(answers) { endpoint, server in
            let storage = S3Storage(
                S3Configuration(
                    endpoint: endpoint, region: "gra", bucket: "antenne",
                    credentials: S3Credentials(key: "cle", secret: "tres-secret")),
                // Waits that a test does not feel; a busy machine must not make a slow answer a silent one.
                retry: S3RetryPolicy(
                    first: .milliseconds(1), longest: .milliseconds(4), attempts: 10, attempt: .seconds(20),
                    call: .seconds(20)))
            let key = try ObjectKey("a.mp3")
            let upload = S3Upload(
                key, reserving: Self.header.count, attributes: .standard(for: key), in: storage)
            do {
                try await body(upload, storage, server)
            } catch {
                await storage.close()
                throw error
            }
            await storage.close()
        }
    }

    private func requests(_ server: ScriptedServer) -> [String] {
        server.requests.map { "\($0.method) \($0.uri)" }
    }

    private func finish(_ upload: S3Upload) async throws -> ObjectMetadata {
        try await upload.append(Self.body)
        return try await upload.complete(header: Self.header)
    }

    @Test("the first part goes last, with the header, and the object is compared with what was sent")
    func order() async throws {
        try await withUpload(Self.sent + [Self.completed, Self.object(Self.size, Self.objectTag)]) {
            upload, _, server in
            let metadata = try await finish(upload)
            #expect(metadata.size == Self.size)
            #expect(requests(server) == Self.sending + [Self.completion, Self.look])
            #expect(server.requests[0].headers["content-type"] == ["audio/mpeg"])
            let bodies = server.requests.map(\.body)
            let isSent = bodies[1] == Self.lastPart && bodies[2] == Self.firstPart
            #expect(isSent)
            for number in [1, 2] {
                #expect(String(decoding: bodies[4], as: UTF8.self).contains("<PartNumber>\(number)</PartNumber>"))
            }
        }
    }

    @Test("an object of one part is put whole")
    func whole() async throws {
        let bytes = Self.header + [5, 6]
        let tag = S3Digest.entityTag(of: bytes)
        try await withUpload([Self.tagged(tag), Self.object(6, tag)]) { upload, _, server in
            try await upload.append([5, 6])
            _ = try await upload.complete(header: Self.header)
            #expect(requests(server) == ["PUT /antenne/a.mp3", Self.look])
            #expect(server.requests[0].body == bytes)
        }
    }

    @Test("a lost answer to the completion is a success when the object is there")
    func lostAnswer() async throws {
        let answers = Self.sent + [.closes, Self.noUpload, Self.noObject, Self.object(Self.size, Self.objectTag)]
        try await withUpload(answers) { upload, _, server in
            let metadata = try await finish(upload)
            #expect(metadata.entityTag == Self.objectTag)
            #expect(
                requests(server) == Self.sending + [Self.completion, Self.completion, Self.look, Self.look])
            await upload.abort()
            #expect(server.requests.count == 8)
        }
    }

    private static let failed = Answer.status(
        200, body: "<Error><Code>InternalError</Code><Message>m</Message></Error>")

    @Test("a completion that failed removes the parts, once no object is made of them")
    func failedCompletion() async throws {
        let answers =
            Self.sent + [Self.failed, Self.noObject, Self.noObject, Self.noObject]
            + [Self.noObject, Self.deleted, Self.noUpload]
        try await withUpload(answers) { upload, _, server in
            let error = await #expect(throws: StorageError.self) { try await finish(upload) }
            #expect(error?.message.contains("InternalError") == true)
            await expectStorageError(.unavailable) { try await upload.append([1]) }
            await upload.abort()
            await upload.abort()
            let completing = [Self.completion, Self.look, Self.look, Self.look]
            let aborting = [Self.look, Self.abortion, Self.partsList]
            #expect(requests(server) == Self.sending + completing + aborting)
        }
    }

    @Test("an abort leaves the object that may be made of the parts, or that a successor has published, as it is")
    func lateAbort() async throws {
        let unavailable = Answer.status(400)
        let answers = Self.sent + [Self.failed, unavailable, Self.object(Self.size, Self.objectTag)]
        try await withUpload(answers) { upload, _, server in
            await expectStorageError(.unavailable) { _ = try await finish(upload) }
            await upload.abort()
            #expect(requests(server) == Self.sending + [Self.completion, Self.look, Self.look])
        }
    }

    @Test("an upload whose bytes are under the key already leaves them there, and removes its parts")
    func alreadyStored() async throws {
        let answers =
            Self.sent.dropLast() + [Self.object(Self.size, Self.objectTag), Self.deleted, Self.noUpload]
        try await withUpload(Array(answers)) { upload, _, server in
            let metadata = try await finish(upload)
            #expect(metadata.entityTag == Self.objectTag)
            await upload.abort()
            #expect(requests(server) == Self.sending + [Self.abortion, Self.partsList])
        }
    }

    @Test("a part that arrives changed is sent again")
    func flippedOnce() async throws {
        let flipped = Self.tagged(S3Digest.entityTag(of: [7, 7, 7, 6]))
        let answers = [Self.begun, flipped] + Self.sent.dropFirst()
        let ends = [Self.completed, Self.object(Self.size, Self.objectTag)]
        try await withUpload(answers + ends) { upload, _, server async throws in
            #expect(try await finish(upload).entityTag == Self.objectTag)
            #expect(requests(server).filter { $0 == Self.sending[1] }.count == 2)
        }
    }

    @Test("a part that arrives changed each time is damaged, and the object is not made")
    func flippedPart() async throws {
        let flipped = Self.tagged(S3Digest.entityTag(of: [7, 7, 7, 6]))
        try await withUpload([Self.begun, flipped, flipped, flipped, Self.noUpload]) { upload, _, server in
            let error = await #expect(throws: StorageError.self) { try await finish(upload) }
            #expect(error?.code == .damaged)
            #expect(error?.message.contains("other bytes than were sent") == true)
            await upload.abort()
            let again = [Self.sending[1], Self.sending[1]]
            #expect(requests(server) == Array(Self.sending.prefix(2)) + again + [Self.abortion])
        }
    }

    @Test(
        "a stored object that was cut or changed is refused, and never deleted: another worker may have stored it",
        arguments: [(size - 1, objectTag), (size, S3Digest.entityTag(ofParts: [S3Digest.entityTag(of: [])]))])
    func damagedObject(size: Int, tag: String) async throws {
        let object = Self.object(size, tag)
        try await withUpload(Self.sent + [Self.completed, object, object, object]) { upload, _, server in
            let error = await #expect(throws: StorageError.self) { try await finish(upload) }
            #expect(error?.code == .damaged)
            #expect(error?.message.contains("\(size) bytes with the tag \(tag)") == true)
            let completing = [Self.completion, Self.look, Self.look, Self.look]
            #expect(requests(server) == Self.sending + completing)
        }
    }

    @Test("a small object that arrived changed is refused")
    func damagedWhole() async throws {
        let tag = S3Digest.entityTag(of: [0])
        let object = Self.object(4, tag)
        try await withUpload([Self.tagged(tag), object, object, object]) { upload, _, server in
            await expectStorageError(.damaged) { _ = try await upload.complete(header: Self.header) }
            #expect(requests(server) == ["PUT /antenne/a.mp3", Self.look, Self.look, Self.look])
        }
    }

    @Test("where tags are not digests, the size is compared")
    func encrypted() async throws {
        let tag = S3Digest.entityTag(of: [0])
        let part = Self.tagged(tag, encryption: "aws:kms")
        try await withUpload([Self.begun, part, part, Self.completed, Self.object(Self.size, "x-2")]) {
            upload, _, _ in
            let metadata = try await finish(upload)
            #expect(metadata.size == Self.size)
        }
    }

    @Test("an abort is repeated while parts are listed")
    func repeatedAbort() async throws {
        let list = Answer.status(
            200,
            body: "<ListPartsResult><Part><PartNumber>2</PartNumber><ETag>\"a\"</ETag></Part></ListPartsResult>")
        let answers = [Self.begun, Self.tagged("p"), Self.deleted, list, Self.deleted, Self.noUpload]
        try await withUpload(answers) { upload, _, server in
            try await upload.append(Self.body + Self.body)
            await upload.abort()
            let aborting = [Self.abortion, Self.partsList, Self.abortion, Self.partsList]
            #expect(Array(requests(server).dropFirst(2)) == aborting)
        }
    }

    @Test("two parts are in memory, whatever is appended")
    func memory() async throws {
        try await withUpload([Self.begun, Self.tagged("p")]) { upload, _, server in
            for _ in 0..<16 {
                try await upload.append([UInt8](repeating: 0, count: 3 << 20))
                #expect(await upload.buffered < 2 * Self.part)
            }
            // The first part is kept, and the sixth is not full.
            let sizes = server.requests.filter { $0.method == "PUT" }.map(\.body.count)
            #expect(sizes == Array(repeating: Self.part, count: 5))
        }
    }

    @Test("a sweep aborts an old upload, and neither a young one nor one whose parts are those of an object")
    func sweep() async throws {
        let (old, young) = ("2020-01-01T00:00:00.000Z", "\(WallDate.now)")
        let list = [("a.mp3", "left", old), ("b.mp3", "object", old), ("c.mp3", "young", young)].map {
            "<Upload><Key>\($0.0)</Key><UploadId>\($0.1)</UploadId><Initiated>\($0.2)</Initiated></Upload>"
        }
        let uploads = Answer.status(
            200, body: "<ListMultipartUploadsResult>\(list.joined())</ListMultipartUploadsResult>")
        let tags = [S3Digest.entityTag(of: [1]), S3Digest.entityTag(of: [2])]
        let parts = tags.map { "<Part><ETag>\"\($0)\"</ETag></Part>" }.joined()
        let answers = [
            uploads, Self.noObject, Self.noUpload, Self.object(2, S3Digest.entityTag(ofParts: tags)),
            .status(200, body: "<ListPartsResult>\(parts)</ListPartsResult>"),
        ]
        try await withUpload(answers) { _, storage, server in
            let removed = try await storage.removeUnfinishedUploads(olderThan: .seconds(86_400))
            #expect(removed == 1)
            #expect(
                requests(server) == [
                    "GET /antenne?encoding-type=url&max-uploads=1000&uploads=", "HEAD /antenne/a.mp3",
                    "DELETE /antenne/a.mp3?uploadId=left", "HEAD /antenne/b.mp3",
                    "GET /antenne/b.mp3?uploadId=object",
                ])
        }
    }

    @Test("a list of uploads that gives the same page for ever ends")
    func endlessList() async throws {
        let page = Answer.status(
            200,
            body: """
                <ListMultipartUploadsResult><IsTruncated>true</IsTruncated><Upload><Key>a%20b</Key>\
                <UploadId>u</UploadId></Upload></ListMultipartUploadsResult>
                """)
        try await withUpload([page]) { _, storage, server in
            let removed = try await storage.removeUnfinishedUploads(olderThan: .zero)
            #expect(removed == 0)
            #expect(server.requests.count == 2)
            #expect(server.requests.last?.uri.contains("key-marker=a%20b") == true)
            #expect(server.requests.last?.uri.contains("upload-id-marker=u") == true)
        }
    }
}
