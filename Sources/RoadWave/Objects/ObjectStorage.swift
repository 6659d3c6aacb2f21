/// Where media lives: the only origin that listeners' caches read from.
///
/// Every implementation passes the same contract suite:
/// - `put` is atomic: a reader sees the old bytes or the new, whole, never a mix; when it returns, a read anywhere sees the
///   new object;
/// - calls for one key take effect in the order in which they were made and awaited;
/// - implementations bound the time of each call themselves, and throw `unavailable` after it.
public protocol ObjectStorage: Sendable {
    /// Stores `bytes` under `key`, in place of what was there.
    func put(_ bytes: [UInt8], key: ObjectKey, attributes: ObjectAttributes) async throws(StorageError)

    /// The object under `key`, or `range` of it, cut at the end of the object.
    /// - Throws: code `notFound`; code `rangeNotSatisfiable` when a non-empty range begins at or after the end.
    func get(_ key: ObjectKey, range: Range<Int>?) async throws(StorageError) -> StoredObject

    /// What is known of the object under `key`.
    /// - Throws: code `notFound`.
    func head(_ key: ObjectKey) async throws(StorageError) -> ObjectMetadata

    /// Removes the object under `key`. It is no error when there is none: a second try after a lost answer succeeds.
    func delete(_ key: ObjectKey) async throws(StorageError)

    /// At most `limit` keys that begin with `prefix`, in byte order, after `key` when it is given: call again with the last
    /// one for the next page.
    func list(_ prefix: ObjectPrefix, after key: ObjectKey?, limit: Int) async throws(StorageError) -> [ObjectKey]

    /// Lets go of connections, once no more calls are made.
    func close() async
}

extension ObjectStorage {
    /// A storage that holds nothing has nothing to let go of.
    public func close() async {}

    /// Stores `bytes` under `key` with the attributes that its extension has.
    public func put(_ bytes: [UInt8], key: ObjectKey) async throws(StorageError) {
        try await put(bytes, key: key, attributes: .standard(for: key))
    }

    /// The whole object under `key`.
    public func get(_ key: ObjectKey) async throws(StorageError) -> StoredObject {
        try await get(key, range: nil)
    }

    /// Whether there is an object under `key`.
    public func exists(_ key: ObjectKey) async throws(StorageError) -> Bool {
        do {
            _ = try await head(key)
            return true
        } catch  where error.code == .notFound {
            return false
        }
    }

    /// Removes every object that begins with `prefix`.
    public func deleteAll(_ prefix: ObjectPrefix) async throws(StorageError) {
        // The page of S3; small enough to hold, large enough to make few calls.
        let pageSize = 1_000
        var last: ObjectKey?
        while true {
            let page = try await list(prefix, after: last, limit: pageSize)
            for key in page { try await delete(key) }
            guard page.count == pageSize else { return }
            last = page.last
        }
    }
}
