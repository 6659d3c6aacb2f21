extension S3Storage {
    /// The most pages of uploads: a million of them.
    private static let mostUploadPages = 1_000

    /// Aborts uploads of this bucket that began more than `age` ago.
    package func removeUnfinishedUploads(olderThan age: Duration) async throws(StorageError) -> Int {
        var removed = 0
        var position: ListUploadsPage.Marker?
        for _ in 0..<Self.mostUploadPages {
            let page = try await uploads(after: position)
            for upload in page.uploads where client.now - upload.begun > age {
                let multipart = MultipartUpload(key: upload.key, id: upload.id, client: client)
                guard try await !isObject(multipart) else { continue }
                if await multipart.abort() { removed += 1 }
            }
            // The same page again could continue for ever.
            guard let next = page.next, next != position else { break }
            position = next
        }
        return removed
    }

    private func uploads(after position: ListUploadsPage.Marker?) async throws(StorageError) -> ListUploadsPage {
        var query = [("uploads", ""), ("encoding-type", "url"), ("max-uploads", "\(pageSize)")]
        if let position { query += [("key-marker", position.key), ("upload-id-marker", position.id)] }
        let request = S3Request(method: .get, query: query.map { (name: $0.0, value: $0.1) })
        let response = try await client.send(request)
        do throws(ListUploadsPage.Failure) {
            return try ListUploadsPage(response.body)
        } catch {
            throw S3Failure.nonsense(request, "\(error)").error
        }
    }

    /// Whether the object under the key was made of the upload. OpenStack Swift makes the object before it forgets the
    /// upload: when it is interrupted in between, an abort would remove the parts under the object.
    private func isObject(_ upload: MultipartUpload) async throws(StorageError) -> Bool {
        do throws(StorageError) {
            let object = try await head(upload.key)
            // An object that was put whole has no parts.
            guard object.entityTag.contains("-") else { return false }
            let parts = try await upload.parts()
            // In doubt the upload stays.
            guard !parts.isTruncated, parts.entityTags.allSatisfy(S3Digest.isDigest) else { return true }
            return object.entityTag.lowercased() == S3Digest.entityTag(ofParts: parts.entityTags)
        } catch  where error.code == .notFound {
            return false
        }
    }
}
