/// An object on its way to S3 in parts, which nobody sees before it is complete (Amazon S3 User Guide, "Uploading and
/// copying objects using multipart upload").
struct MultipartUpload {
    /// S3 takes 10,000 parts of at least 5 MiB, the last excepted: this size makes objects of 78 GiB.
    static let partSize = 8 << 20

    private let client: S3Client
    private let key: ObjectKey
    private let id: String
    private var entityTags: [String] = []

    /// Puts `bytes` in parts. A failure leaves no part behind, as far as the storage can be reached.
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
        // It is opaque, and goes back in URLs.
        guard let root = try? XMLReader.read(response.body), let id = root.child("UploadId")?.text,
            (1...2_048).contains(id.utf8.count)
        else { throw S3Failure.nonsense(request, "no upload").error }
        self.id = id
    }

    /// Sends the next part, of 5 MiB at least unless it is the last.
    mutating func append(_ bytes: [UInt8]) async throws(StorageError) {
        let request = S3Request(
            method: .put, key: key, query: [("partNumber", "\(entityTags.count + 1)"), ("uploadId", id)], body: bytes)
        let tag = try await client.send(request).entityTag
        // It goes back in XML.
        guard (1...256).contains(tag.utf8.count), ObjectKey.isComponent(tag) else {
            throw S3Failure.nonsense(request, "no entity tag").error
        }
        entityTags.append(tag)
    }

    /// Makes an object of the parts.
    func complete() async throws(StorageError) {
        let parts = entityTags.enumerated().map { index, tag in
            "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\"\(tag)\"</ETag></Part>"
        }
        let body = "<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>"
        let request = S3Request(method: .post, key: key, query: [("uploadId", id)], body: Array(body.utf8))
        let response = try await client.send(request)
        // The status comes before the work is done: it may be 200 and the body an error.
        guard (try? XMLReader.read(response.body))?.name == "CompleteMultipartUploadResult" else {
            let reason = S3ErrorDocument(response.body)?.code ?? "no result"
            throw StorageError(code: .unavailable, message: "\(request): the parts were not put together: \(reason)")
        }
    }

    /// Gives the parts up. In a task of its own, since the one that uploads may be cancelled.
    func abort() async {
        let request = S3Request(method: .delete, key: key, query: [("uploadId", id)])
        await Task { [client] in _ = try? await client.send(request) }.value
    }
}
