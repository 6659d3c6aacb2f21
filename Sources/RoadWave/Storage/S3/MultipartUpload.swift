/// An upload of an object to S3 in parts. The object is invisible until it is complete (Amazon S3 User Guide,
/// "Uploading and copying objects using multipart upload").
struct MultipartUpload {
    /// S3 accepts 10,000 parts of at least 5 MiB, except for the last one: with this size an object can have 78 GiB.
    static let partSize = 8 << 20

    /// Amazon advises to abort again while parts are listed: a part that was on its way may be stored after an abort.
    private static let abortAttempts = 3

    /// How often a part that arrives changed is sent.
    private static let tries = 3

    /// Servers send the answer to the end of an upload when the object is made, which takes time for each part: minutes,
    /// says Amazon, of objects that are far larger than ours.
    private static let completionWork = Duration.seconds(60)

    /// A part that the storage has.
    struct Part: Sendable {
        /// From 1.
        let number: Int
        let entityTag: String
        /// Whether the tag is the MD5 of the bytes that were sent.
        let isDigest: Bool
    }

    private let client: S3Client
    let key: ObjectKey
    private let id: String

    /// Stores `bytes` in parts. After a failure the parts are removed, if the storage can be reached.
    static func put(
        _ bytes: [UInt8], key: ObjectKey, attributes: ObjectAttributes, client: S3Client
    ) async throws(StorageError) {
        let upload = try await MultipartUpload(key: key, attributes: attributes, client: client)
        do throws(StorageError) {
            var parts: [Part] = []
            for start in stride(from: 0, to: bytes.count, by: partSize) {
                let part = Array(bytes[start..<min(start + partSize, bytes.count)])
                parts.append(try await upload.send(part, number: parts.count + 1))
            }
            try await upload.complete(parts)
        } catch {
            await upload.abort()
            throw error
        }
    }

    /// Begins an upload.
    init(key: ObjectKey, attributes: ObjectAttributes, client: S3Client) async throws(StorageError) {
        let request = S3Request(method: .post, key: key, query: [("uploads", "")], headers: attributes.s3Headers)
        let response = try await client.send(request)
        // The identity is opaque, and is returned in URLs.
        guard let root = try? XMLReader.read(response.body), let id = root.child("UploadId")?.text,
            (1...2_048).contains(id.utf8.count)
        else { throw S3Failure.nonsense(request, "no upload").error }
        self.init(key: key, id: id, client: client)
    }

    /// An upload that was begun before.
    init(key: ObjectKey, id: String, client: S3Client) {
        self.client = client
        self.key = key
        self.id = id
    }

    /// Sends a part: at least 5 MiB, unless it is the last one. Parts may be sent in any order. A part that arrives
    /// changed is sent again.
    /// - Throws: code `damaged` when the storage has other bytes than were sent each time.
    func send(_ bytes: [UInt8], number: Int) async throws(StorageError) -> Part {
        for _ in 1..<Self.tries {
            do throws(StorageError) {
                return try await sendOnce(bytes, number: number)
            } catch  where error.code == .damaged {
                await client.pause()
            }
        }
        return try await sendOnce(bytes, number: number)
    }

    private func sendOnce(_ bytes: [UInt8], number: Int) async throws(StorageError) -> Part {
        let request = S3Request(
            method: .put, key: key, query: [("partNumber", "\(number)"), ("uploadId", id)], body: bytes)
        let response = try await client.send(request)
        let tag = response.entityTag
        // The tag is returned in XML.
        guard (1...256).contains(tag.utf8.count), ObjectKey.isComponent(tag) else {
            throw S3Failure.nonsense(request, "no entity tag").error
        }
        let isDigest = response.hasDigest
        guard !isDigest || tag.lowercased() == S3Digest.entityTag(of: bytes) else {
            throw S3Failure.damaged(request, client.configuration, "the digest of part \(number) differs").error
        }
        return Part(number: number, entityTag: tag, isDigest: isDigest)
    }

    /// Creates the object from the parts, in the order of their numbers.
    func complete(_ parts: [Part]) async throws(StorageError) {
        let list = parts.map { part in
            "<Part><PartNumber>\(part.number)</PartNumber><ETag>\"\(part.entityTag)\"</ETag></Part>"
        }
        let body = "<CompleteMultipartUpload>\(list.joined())</CompleteMultipartUpload>"
        let request = S3Request(
            method: .post, key: key, query: [("uploadId", id)], body: Array(body.utf8), work: Self.completionWork)
        let response = try await client.send(request)
        // The status is sent before the work is done: it may be 200 although the body is an error.
        guard (try? XMLReader.read(response.body))?.name == "CompleteMultipartUploadResult" else {
            let reason = S3ErrorDocument(response.body)?.code ?? "no result"
            throw StorageError(code: .unavailable, message: "\(request): the parts were not put together: \(reason)")
        }
    }

    /// The entity tag of the object that is made from `parts`; nil if the storage has other tags than digests.
    static func entityTag(of parts: [Part]) -> String? {
        guard parts.allSatisfy(\.isDigest) else { return nil }
        return S3Digest.entityTag(ofParts: parts.map(\.entityTag))
    }

    /// Removes the parts. It runs in a task of its own, since the uploading task may be cancelled.
    /// - Returns: whether the storage says that no part is left.
    @discardableResult
    func abort() async -> Bool {
        await Task {
            for attempt in 1...Self.abortAttempts {
                if attempt > 1 { await client.pause() }
                if await abortOnce() { return true }
            }
            return false
        }.value
    }

    private func abortOnce() async -> Bool {
        do throws(StorageError) {
            _ = try await client.send(S3Request(method: .delete, key: key, query: [("uploadId", id)]))
            _ = try await parts()
            return false
        } catch {
            // An upload that is over is not found.
            return error.code == .notFound
        }
    }

    /// The parts that the storage has: its first thousand.
    /// - Throws: code `notFound` when there is no such upload.
    func parts() async throws(StorageError) -> ListPartsPage {
        let request = S3Request(method: .get, key: key, query: [("uploadId", id)])
        let response = try await client.send(request)
        do throws(ListPartsPage.Failure) {
            return try ListPartsPage(response.body)
        } catch {
            throw S3Failure.nonsense(request, "\(error)").error
        }
    }
}
