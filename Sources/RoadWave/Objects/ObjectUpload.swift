/// An object that is written piece by piece, and whose first bytes may be known last: the header of an MP3 counts the
/// frames that follow it.
///
/// The object is invisible until ``complete(header:)``. Calls are made one after another. No call deletes the object
/// under the key: a late upload may complete, fail or abort, and readers find an object all the while.
///
/// After an error only ``abort()`` is of use: the owner calls it, or the pieces stay until
/// ``ObjectStorage/removeUnfinishedUploads(olderThan:)``.
/// See docs/decisions/cache.md, « Uploads in pieces ».
public protocol ObjectUpload: Sendable {
    /// Adds the next bytes after the header.
    ///
    /// It returns when the upload can hold more, so that a slow storage slows its writer. Pieces may have any size;
    /// those of tens of kilobytes cost the fewest calls.
    func append(_ bytes: [UInt8]) async throws(StorageError)

    /// Makes the object visible, in place of an earlier one, which readers find until then. An earlier object that has
    /// the same bytes may stay instead.
    ///
    /// When it returns, the stored object has been compared with what was sent, as far as the storage can say.
    /// - Parameter header: the first bytes of the object, exactly as many as were reserved.
    /// - Returns: the metadata of the stored object.
    /// - Throws: code `damaged` when the storage has other bytes than were sent.
    @discardableResult
    func complete(header: [UInt8]) async throws(StorageError) -> ObjectMetadata

    /// Removes what was written. After ``complete(header:)`` it does nothing; it may be called twice.
    ///
    /// A storage that cannot be reached keeps the pieces until
    /// ``ObjectStorage/removeUnfinishedUploads(olderThan:)``.
    func abort() async
}

extension StorageError {
    /// The upload was completed or aborted before.
    static func uploadIsOver(_ key: ObjectKey) -> StorageError {
        StorageError(code: .unavailable, message: "the upload of \(key) is over: begin another one")
    }
}
