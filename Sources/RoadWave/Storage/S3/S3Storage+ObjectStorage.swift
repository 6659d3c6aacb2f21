extension S3Storage: ObjectStorage {
    /// The most pages of one listing: a million keys. Most of them belong to other programs, since callers list our own
    /// keys a few at a time.
    private static let largestListing = 1_000

    /// The most bytes of one read: larger objects are read by ranges.
    private static let largestObject = 512 << 20

    /// Stores `bytes` in an object, in place of an earlier one.
    package func put(_ bytes: [UInt8], key: ObjectKey, attributes: ObjectAttributes) async throws(StorageError) {
        guard bytes.count < Self.multipartThreshold else {
            return try await MultipartUpload.put(bytes, key: key, attributes: attributes, client: client)
        }
        _ = try await client.send(S3Request(method: .put, key: key, headers: attributes.s3Headers, body: bytes))
    }

    /// The object under `key`, or `range` of it. An object of more than 512 MiB is read by ranges only.
    package func get(_ key: ObjectKey, range: Range<Int>?) async throws(StorageError) -> StoredObject {
        var request = S3Request(method: .get, key: key, largestAnswer: Self.largestObject)
        let wanted = range?.clamped(to: 0..<Int.max)
        if let wanted {
            // HTTP has no empty range.
            guard !wanted.isEmpty else {
                let metadata = try await head(key)
                return StoredObject(metadata: metadata, bytes: [], range: wanted.clamped(to: 0..<metadata.size))
            }
            request.headers = [("range", "bytes=\(wanted.lowerBound)-\(wanted.upperBound - 1)")]
        }
        let response = try await client.send(request)
        guard let object = Self.object(response, wanted: wanted) else {
            throw S3Failure.nonsense(request, "headers that do not fit the bytes").error
        }
        return object
    }

    /// The metadata of the object under `key`.
    package func head(_ key: ObjectKey) async throws(StorageError) -> ObjectMetadata {
        let request = S3Request(method: .head, key: key)
        let response = try await client.send(request)
        guard let size = response.contentLength, let metadata = response.metadata(size: size) else {
            throw S3Failure.nonsense(request, "no size or no date").error
        }
        return metadata
    }

    /// Removes the object under `key`, if any.
    package func delete(_ key: ObjectKey) async throws(StorageError) {
        do throws(StorageError) {
            _ = try await client.send(S3Request(method: .delete, key: key))
        } catch  where error.code == .notFound {
            // S3 answers 204 in this case; other services do not.
        }
    }

    /// At most `limit` keys that begin with `prefix`, in byte order, after `key` if it is given.
    ///
    /// Keys of the bucket that cannot be ours (``ObjectKey``) are skipped.
    package func list(
        _ prefix: ObjectPrefix, after key: ObjectKey?, limit: Int
    ) async throws(StorageError) -> [ObjectKey] {
        var keys: [ObjectKey] = []
        var position = key.map { ("start-after", $0.path) }
        var pages = 0
        while keys.count < limit {
            let request = S3Request(method: .get, query: listing(prefix, position: position, limit: limit - keys.count))
            let page = try Self.page(try await client.send(request), to: request)
            // Repeated keys, or keys that were not requested, could continue for ever.
            pages += 1
            guard page.keys.allSatisfy(prefix.contains), Self.follows(page.keys.first, keys.last ?? key),
                pages <= Self.largestListing
            else { throw S3Failure.nonsense(request, "keys that were not asked for").error }
            keys += page.keys.prefix(limit - keys.count)
            guard let continuation = page.continuation else { break }
            position = ("continuation-token", continuation)
        }
        return keys
    }

    /// Begins an upload. No request is sent before a part is full.
    ///
    /// An earlier object is removed just before the new one becomes visible (``S3Upload``): for a moment there is none.
    package func upload(
        _ key: ObjectKey, reserving headerSize: Int, attributes: ObjectAttributes
    ) async throws(StorageError) -> any ObjectUpload {
        S3Upload(key, reserving: headerSize, attributes: attributes, in: self)
    }

    /// Closes the connections. Later calls fail.
    package func close() async {
        await client.shutdown()
    }

    private static func page(
        _ response: S3Response, to request: S3Request
    ) throws(StorageError) -> ListObjectsPage {
        do throws(ListObjectsPage.Failure) {
            return try ListObjectsPage(response.body)
        } catch {
            throw S3Failure.nonsense(request, "\(error)").error
        }
    }

    private static func follows(_ first: ObjectKey?, _ last: ObjectKey?) -> Bool {
        guard let first, let last else { return true }
        return last < first
    }

    private func listing(
        _ prefix: ObjectPrefix, position: (String, String)?, limit: Int
    ) -> [(name: String, value: String)] {
        var query = [("list-type", "2"), ("encoding-type", "url"), ("max-keys", "\(min(limit, pageSize))")]
        if !prefix.path.isEmpty { query.append(("prefix", prefix.path)) }
        if let position { query.append(position) }
        return query.map { (name: $0.0, value: $0.1) }
    }

    /// The object in an answer to GET; nil if the answer is invalid.
    private static func object(_ response: S3Response, wanted: Range<Int>?) -> StoredObject? {
        let count = response.body.count
        let (range, size) = response.status == 206 ? response.contentRange ?? (0..<0, -1) : (0..<count, count)
        guard let metadata = response.metadata(size: size), range.count == count else { return nil }
        guard let wanted else {
            return range == 0..<size ? StoredObject(metadata: metadata, bytes: response.body, range: range) : nil
        }
        // An answer may have more than the requested range (RFC 9110 §14.2), for example the whole object.
        let part = wanted.clamped(to: 0..<size)
        guard range.lowerBound <= part.lowerBound, part.upperBound <= range.upperBound else { return nil }
        let first = part.lowerBound - range.lowerBound
        return StoredObject(
            metadata: metadata, bytes: Array(response.body[first..<(first + part.count)]), range: part)
    }
}

extension ObjectAttributes {
    /// The headers of a put. S3 stores them and returns them with the object.
    var s3Headers: [(name: String, value: String)] {
        [("content-type", contentType)] + (cacheControl.map { [("cache-control", $0)] } ?? [])
    }
}
