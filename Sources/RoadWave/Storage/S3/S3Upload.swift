/// An upload to S3 of an object whose first bytes are known last.
///
/// Part 1 begins with the header: it stays in memory and is sent last. The other parts are sent as they fill, so that
/// two parts are in memory, and a copy of the one that is being sent. An object of one part is put whole.
///
/// It never deletes the object under its key: a worker that has taken the job over may have stored it. An object that
/// already has the same bytes stays.
/// See docs/decisions/cache.md, « Uploads in pieces ».
actor S3Upload: ObjectUpload {
    private enum Stage {
        case open
        /// A call failed: what was sent is of no use.
        case failed(StorageError)
        case aborted
        case complete
    }

    /// OpenStack Swift may answer from a copy that does not have a new object yet.
    private static let looks = 3

    private let storage: S3Storage
    private let key: ObjectKey
    private let attributes: ObjectAttributes
    private let headerSize: Int

    /// Part 1: room for the header, then the first bytes after it.
    private var first: [UInt8]
    /// The part that is being filled, number 2 or a later one.
    private var next: [UInt8] = []
    /// Bytes of the object, with its header.
    private var size: Int
    private var multipart: MultipartUpload?
    /// The parts that the storage has, from number 2.
    private var parts: [MultipartUpload.Part] = []
    private var stage = Stage.open
    /// The entity tag of the object, once the storage may have made it of the parts; empty if the storage has no
    /// digests.
    private var tagOfParts: String?

    init(_ key: ObjectKey, reserving headerSize: Int, attributes: ObjectAttributes, in storage: S3Storage) {
        self.storage = storage
        self.key = key
        self.attributes = attributes
        self.headerSize = headerSize
        first = [UInt8](repeating: 0, count: headerSize)
        size = headerSize
    }

    /// The bytes that are kept in memory.
    var buffered: Int { first.count + next.count }

    func append(_ bytes: [UInt8]) async throws(StorageError) {
        try checkOpen()
        size += bytes.count
        var rest = bytes[...]
        fill(&first, from: &rest)
        while !rest.isEmpty {
            fill(&next, from: &rest)
            guard next.count == MultipartUpload.partSize else { return }
            do throws(StorageError) {
                try await sendNext()
            } catch {
                throw fail(error)
            }
        }
    }

    func complete(header: [UInt8]) async throws(StorageError) -> ObjectMetadata {
        precondition(header.count == headerSize, "the header has \(header.count) bytes, \(headerSize) were reserved")
        try checkOpen()
        first.replaceSubrange(..<headerSize, with: header)
        do throws(StorageError) {
            let metadata = try await multipart == nil && next.isEmpty ? putWhole() : putTogether()
            stage = .complete
            first = []
            return metadata
        } catch {
            throw fail(error)
        }
    }

    func abort() async {
        if case .complete = stage { return }
        stage = .aborted
        first = []
        next = []
        guard let multipart else { return }
        // In a task of its own, since the uploading task may be cancelled.
        let isGone = await Task {
            // An object whose parts are removed under it cannot be read.
            if await mayBeMadeOfParts() { return false }
            return await multipart.abort()
        }.value
        // A second call tries again what the first one could not do.
        if isGone { self.multipart = nil }
    }

    /// Whether the object under the key may have been made of these parts. In doubt they stay, and the daily sweep
    /// decides.
    private func mayBeMadeOfParts() async -> Bool {
        guard let tagOfParts else { return false }
        do throws(StorageError) {
            return isSent(try await storage.head(key), tag: tagOfParts.isEmpty ? nil : tagOfParts)
        } catch {
            return error.code != .notFound
        }
    }

    private func checkOpen() throws(StorageError) {
        switch stage {
        case .open: return
        case .failed(let error): throw error
        case .aborted, .complete: throw .uploadIsOver(key)
        }
    }

    private func fail(_ error: StorageError) -> StorageError {
        if case .open = stage { stage = .failed(error) }
        return error
    }

    /// Moves bytes into a part, until it is full.
    private func fill(_ part: inout [UInt8], from rest: inout ArraySlice<UInt8>) {
        let taken = rest.prefix(max(MultipartUpload.partSize - part.count, 0))
        part += taken
        rest = rest.dropFirst(taken.count)
    }

    private func sendNext() async throws(StorageError) {
        let part = next
        next = []
        let upload = try await beginning()
        parts.append(try await upload.send(part, number: parts.count + 2))
    }

    private func beginning() async throws(StorageError) -> MultipartUpload {
        if let multipart { return multipart }
        let upload = try await MultipartUpload(key: key, attributes: attributes, client: storage.client)
        multipart = upload
        return upload
    }

    private func putWhole() async throws(StorageError) -> ObjectMetadata {
        let request = S3Request(method: .put, key: key, headers: attributes.s3Headers, body: first)
        let response = try await storage.client.send(request)
        return try await stored(as: response.hasDigest ? S3Digest.entityTag(of: first) : nil, failure: nil)
    }

    private func putTogether() async throws(StorageError) -> ObjectMetadata {
        if !next.isEmpty { try await sendNext() }
        let upload = try await beginning()
        let all = [try await upload.send(first, number: 1)] + parts
        let tag = MultipartUpload.entityTag(of: all)
        // OpenStack Swift keeps the parts of an object that is replaced: the same bytes are not stored again.
        if let tag, let earlier = try await earlier(tagged: tag) {
            await upload.abort()
            return earlier
        }
        tagOfParts = tag ?? ""
        var failure: StorageError?
        do throws(StorageError) {
            try await upload.complete(all)
        } catch {
            // The answer may be lost, although the object is made. A repeated request may find no upload any more.
            failure = error
        }
        return try await stored(as: tag, failure: failure)
    }

    /// The object under the key, if it has the bytes that were sent.
    private func earlier(tagged tag: String) async throws(StorageError) -> ObjectMetadata? {
        do throws(StorageError) {
            let found = try await storage.head(key)
            return S3Digest.isObjectDigest(found.entityTag) && isSent(found, tag: tag) ? found : nil
        } catch  where error.code == .notFound {
            return nil
        }
    }

    /// The metadata of the stored object, once it is seen to be the one that was sent.
    /// - Parameters:
    ///   - tag: its entity tag, if the storage has digests; the size alone is compared otherwise.
    ///   - failure: why it may not be stored.
    /// - Throws: `failure`; code `damaged` when the object is another one.
    private func stored(as tag: String?, failure: StorageError?) async throws(StorageError) -> ObjectMetadata {
        var found: ObjectMetadata?
        for look in 1...Self.looks {
            if look > 1 { await storage.client.pause() }
            do throws(StorageError) {
                found = try await storage.head(key)
            } catch  where error.code == .notFound {
                found = nil
            } catch {
                throw failure ?? error
            }
            if let found, isSent(found, tag: tag) { return found }
        }
        if let failure { throw failure }
        let request = S3Request(method: .head, key: key)
        guard let found else { throw S3Failure.nonsense(request, "no object, although it was stored").error }
        let seen = "\(found.size) bytes with the tag \(found.entityTag)"
        let sent = "\(size) bytes" + (tag.map { " with the tag \($0)" } ?? "")
        throw S3Failure.damaged(request, storage.client.configuration, "\(seen), sent were \(sent)").error
    }

    private func isSent(_ object: ObjectMetadata, tag: String?) -> Bool {
        guard object.size == size else { return false }
        guard let tag, S3Digest.isObjectDigest(object.entityTag) else { return true }
        return object.entityTag.lowercased() == tag
    }
}
