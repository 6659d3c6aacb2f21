/// An upload of an object to S3 in parts. The object is invisible until it is complete (Amazon S3 User Guide,
/// "Uploading and copying objects using multipart upload").
struct MultipartUpload {
    /// S3 accepts 10,000 parts of at least 5 MiB, except for the last one: with this size an object can have 78 GiB.
    static let partSize = 8 << 20

    private let client: S3Client
    private let key: ObjectKey
    private let id: String
    private var entityTags: [String] = []

    /// Stores `bytes` in parts. After a failure the parts are removed, if the storage can be reached.
    static func put(
        _ bytes: [UInt8], key: ObjectKey, attributes: ObjectAttributes, client: S3Client
    ) async throws(StorageError) {
        var upload = try await MultipartUpload(key: key, attributes: attributes, client: client)
        do throws(StorageError) {
            for start in stride(from: 0, to: bytes.count, by: partSize) {
                try await upload.append(Array(bytes[start..<min(start + partSize, bytes.count)]))
            }
            try await upload.complete()
        } catch {
            await upload.abort()
            throw error
        }
    }

    /// Begins an upload.
    init(key: ObjectKey, attributes: ObjectAttributes, client: S3Client) async throws(StorageError) {
        self.client = client
        self.key = key
        let request = S3Request(method: .post, key: key, query: [("uploads", "")], headers: attributes.s3Headers)
        let response = try await client.send(request)
        // The identity is opaque, and is returned in URLs.
        guard let root = try? XMLReader.read(response.body), let id = root.child("UploadId")?.text,
            (1...2_048).contains(id.utf8.count)
        else { throw S3Failure.nonsense(request, "no upload").error }
        self.id = id
    }

    /// Sends the next part: at least 5 MiB, unless it is the last one.
    mutating func append(_ bytes: [UInt8]) async throws(StorageError) {
        let request = S3Request(
            method: .put, key: key, query: [("partNumber", "\(entityTags.count + 1)"), ("uploadId", id)], body: bytes)
        let tag = try await client.send(request).entityTag
        // The tag is returned in XML.
        guard (1...256).contains(tag.utf8.count), ObjectKey.isComponent(tag) else {
            throw S3Failure.nonsense(request, "no entity tag").error
        }
        entityTags.append(tag)
    }

    /// Creates the object from the parts.
    func complete() async throws(StorageError) {
        let parts = entityTags.enumerated().map { index, tag in
            "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\"\(tag)\"</ETag></Part>"
        }
        let body = "<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>"
        let request = S3Request(method: .post, key: key, query: [("uploadId", id)], body: Array(body.utf8))
        let response = try await client.send(request)
        // The status is sent before the work is done: it may be 200 although the body is an error.
        guard (try? XMLReader.read(response.body))?.name == "CompleteMultipartUploadResult" else {
            let reason = S3ErrorDocument(response.body)?.code ?? "no result"
            throw StorageError(code: .unavailable, message: "\(request): the parts were not put together: \(reason)")
        }
    }

    /// Removes the parts. It runs in a task of its own, since the uploading task may be cancelled.
    func abort() async {
        let request = S3Request(method: .delete, key: key, query: [("uploadId", id)])
        await Task { [client] in _ = try? await client.send(request) }.value
    }
}
