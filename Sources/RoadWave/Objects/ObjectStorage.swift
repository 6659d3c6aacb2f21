/// The storage of media: the only origin that listeners' caches read from.
///
/// Every implementation passes the same contract suite:
/// - `put` is atomic: a reader sees all of the old bytes or all of the new ones, never a mix; when it returns, a read
///   anywhere sees the new object;
/// - calls for one key take effect in the order in which they were made and awaited;
/// - implementations limit the time of each call themselves, and throw `unavailable` after it.
public protocol ObjectStorage: Sendable {
    /// Stores `bytes` under `key`, in place of an earlier object.
    func put(_ bytes: [UInt8], key: ObjectKey, attributes: ObjectAttributes) async throws(StorageError)

    /// The object under `key`, or `range` of it, cut at the end of the object.
    /// - Throws: code `notFound`; code `rangeNotSatisfiable` when a non-empty range begins at or after the end.
    func get(_ key: ObjectKey, range: Range<Int>?) async throws(StorageError) -> StoredObject

    /// The metadata of the object under `key`.
    /// - Throws: code `notFound`.
    func head(_ key: ObjectKey) async throws(StorageError) -> ObjectMetadata

    /// Removes the object under `key`. An absent object is no error: a second try after a lost answer succeeds.
    func delete(_ key: ObjectKey) async throws(StorageError)

    /// At most `limit` keys that begin with `prefix`, in byte order, after `key` if it is given. For the next page,
    /// call again with the last key.
    func list(_ prefix: ObjectPrefix, after key: ObjectKey?, limit: Int) async throws(StorageError) -> [ObjectKey]

    /// Begins an object that is written piece by piece, in bounded memory.
    /// - Parameter headerSize: the bytes at the beginning of the object that are given last.
    func upload(
        _ key: ObjectKey, reserving headerSize: Int, attributes: ObjectAttributes
    ) async throws(StorageError) -> any ObjectUpload

    /// Removes the pieces of uploads that were neither completed nor aborted, because their process died or the storage
    /// could not be reached. It is called once a day.
    /// - Parameter age: longer than any upload lasts, for example a day: uploads of other nodes are removed as well.
    ///   It is measured by the wall clock, as the storage dates its uploads.
    /// - Returns: the number of uploads that were removed.
    @discardableResult
    func removeUnfinishedUploads(olderThan age: Duration) async throws(StorageError) -> Int

    /// Releases the connections, once no more calls are made.
    func close() async
}

extension ObjectStorage {
    /// A storage without connections has nothing to release.
    public func close() async {}

    /// An upload that is kept in memory and then put, for the small storages of tests.
    public func upload(
        _ key: ObjectKey, reserving headerSize: Int, attributes: ObjectAttributes
    ) async throws(StorageError) -> any ObjectUpload {
        BufferedUpload(key, reserving: headerSize, attributes: attributes, in: self)
    }

    /// A storage whose uploads are in memory leaves nothing behind.
    public func removeUnfinishedUploads(olderThan age: Duration) async throws(StorageError) -> Int { 0 }

    /// Begins an object that is written piece by piece, with the standard attributes of its extension.
    public func upload(
        _ key: ObjectKey, reserving headerSize: Int
    ) async throws(StorageError) -> any ObjectUpload {
        try await upload(key, reserving: headerSize, attributes: .standard(for: key))
    }

    /// Stores `bytes` under `key` with the standard attributes of its extension.
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
}
