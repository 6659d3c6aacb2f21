internal import CFileStatus
internal import Glibc

internal import struct Foundation.Date

extension DirectoryStorage: ObjectStorage {
    /// Stores `bytes` in a file, in place of an earlier object.
    package func put(_ bytes: [UInt8], key: ObjectKey, attributes: ObjectAttributes) async throws(StorageError) {
        try await onQueue(of: key) { () throws(SystemError) in
            try store(attributes, of: key)
            try replace(file(key), with: bytes)
        }
    }

    /// The object under `key`, or `range` of it.
    package func get(_ key: ObjectKey, range: Range<Int>?) async throws(StorageError) -> StoredObject {
        let object = try await onQueue(of: key) { () throws(SystemError) -> StoredObject in
            let file = try openObject(key)
            let metadata = try metadata(of: file, key: key)
            let range = (range ?? 0..<metadata.size).clamped(to: 0..<metadata.size)
            return StoredObject(metadata: metadata, bytes: try file.read(range), range: range)
        }
        guard let range, !range.isEmpty, object.range.isEmpty else { return object }
        throw StorageError(
            code: .rangeNotSatisfiable,
            message: "\(key) has \(object.metadata.size) bytes, none from \(range.lowerBound)")
    }

    /// The metadata of the object under `key`.
    package func head(_ key: ObjectKey) async throws(StorageError) -> ObjectMetadata {
        try await onQueue(of: key) { () throws(SystemError) in
            try metadata(of: openObject(key), key: key)
        }
    }

    /// Removes the object under `key`, if any, and folders that become empty.
    package func delete(_ key: ObjectKey) async throws(StorageError) {
        do throws(StorageError) {
            try await onQueue(of: key) { () throws(SystemError) in
                for path in [file(key), attributesFile(key)] {
                    try Directory.removeFile(path)
                    if let folder = Directory.parent(of: path) {
                        Directory.removeEmptyFolders(from: folder, upTo: root)
                    }
                }
            }
        } catch  where error.code == .invalidKey {
            // The key is a folder, or leads through an object: there is no object with this key.
        }
    }

    /// At most `limit` keys that begin with `prefix`, in byte order, after `key` if it is given.
    package func list(
        _ prefix: ObjectPrefix, after key: ObjectKey?, limit: Int
    ) async throws(StorageError) -> [ObjectKey] {
        try await queues.run(on: prefix.path) { () throws(StorageError) in
            var listing = DirectoryListing(root: root, after: key, limit: limit)
            do throws(SystemError) {
                try listing.visit(folder: prefix.path)
            } catch {
                throw StorageError(
                    code: .unavailable, message: "the directory failed to list \"\(prefix.path)\"", cause: error)
            }
            return listing.keys
        }
    }

    /// Begins a file that is written piece by piece. It gets the name of `key` when it is complete.
    package func upload(
        _ key: ObjectKey, reserving headerSize: Int, attributes: ObjectAttributes
    ) async throws(StorageError) -> any ObjectUpload {
        let file = try await onQueue(of: key) { () throws(SystemError) in try IncomingFile(newIncoming()) }
        return DirectoryUpload(key, reserving: headerSize, attributes: attributes, file: file, in: self)
    }

    /// Removes the files in the making that nobody has written for `age`.
    package func removeUnfinishedUploads(olderThan age: Duration) async throws(StorageError) -> Int {
        try await queues.run(on: incomingFolder) { () throws(StorageError) in
            do throws(SystemError) {
                return try Directory.removeFiles(in: incomingFolder, olderThan: Int(age.components.seconds))
            } catch {
                throw StorageError(
                    code: .unavailable, message: "the directory failed to list its unfinished uploads", cause: error)
            }
        }
    }

    /// The attributes come before their object. If the process dies in between, an old object has the attributes of the
    /// next one; a new object never has the wrong ones.
    func store(_ attributes: ObjectAttributes, of key: ObjectKey) throws(SystemError) {
        if attributes == .standard(for: key) {
            try Directory.removeFile(attributesFile(key))
        } else {
            try replace(attributesFile(key), with: AttributesFile.encode(attributes))
        }
    }

    /// The result of `body`, run on the queue of `key`.
    func onQueue<Value: Sendable>(
        of key: ObjectKey, _ body: @escaping @Sendable () throws(SystemError) -> Value
    ) async throws(StorageError) -> Value {
        try await queues.run(on: key.path) { () throws(StorageError) in
            do throws(SystemError) {
                return try body()
            } catch {
                throw StorageError(error, key: key)
            }
        }
    }

    /// The file of `key`, for reading.
    func openObject(_ key: ObjectKey) throws(SystemError) -> OpenFile {
        do throws(SystemError) {
            return try OpenFile(file(key), flags: O_RDONLY)
        } catch  where error.number == ENOTDIR {
            // An object has no keys below it.
            throw SystemError(number: ENOENT, call: error.call)
        }
    }

    /// - Throws: `ENOENT` if the path is a folder: there is no object.
    func metadata(of file: borrowing OpenFile, key: ObjectKey) throws(SystemError) -> ObjectMetadata {
        let status = try file.status()
        guard status.is_regular else { throw SystemError(number: ENOENT, call: "open \(key)") }
        return ObjectMetadata(
            size: Int(status.size),
            attributes: AttributesFile.read(attributesFile(key)) ?? .standard(for: key),
            lastModified: Date(
                timeIntervalSince1970: Double(status.modified_seconds) + Double(status.modified_nanoseconds) / 1e9),
            // A put creates a new file beside the old one, so its file number differs from the previous object's. The
            // date distinguishes it from older objects, whose number it may reuse.
            entityTag: [
                status.inode, UInt64(bitPattern: status.modified_seconds),
                UInt64(bitPattern: status.modified_nanoseconds),
                UInt64(bitPattern: status.size),
            ].map { String($0, radix: 36) }.joined(separator: "-"))
    }
}
