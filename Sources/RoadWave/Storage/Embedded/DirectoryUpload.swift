internal import Glibc

/// An upload to a directory: a file in the making, which gets the name of its object when it is complete.
actor DirectoryUpload: ObjectUpload {
    private let storage: DirectoryStorage
    private let key: ObjectKey
    private let attributes: ObjectAttributes
    private let headerSize: Int
    private let file: IncomingFile
    /// Bytes of the object, with its header.
    private var size: Int
    private var isComplete = false
    private var isOver = false

    init(
        _ key: ObjectKey, reserving headerSize: Int, attributes: ObjectAttributes, file: IncomingFile,
        in storage: DirectoryStorage
    ) {
        self.storage = storage
        self.key = key
        self.attributes = attributes
        self.headerSize = headerSize
        self.file = file
        size = headerSize
    }

    func append(_ bytes: [UInt8]) async throws(StorageError) {
        guard !isOver else { throw .uploadIsOver(key) }
        let position = size
        try await onQueueOfFile { [file] () throws(SystemError) in try file.write(bytes, at: position) }
        // Only now: pieces that failed would leave a hole.
        size += bytes.count
    }

    func complete(header: [UInt8]) async throws(StorageError) -> ObjectMetadata {
        precondition(header.count == headerSize, "the header has \(header.count) bytes, \(headerSize) were reserved")
        guard !isOver else { throw .uploadIsOver(key) }
        isOver = true
        try await onQueueOfFile { [file, storage] () throws(SystemError) in
            try file.write(header, at: 0)
            if storage.durability == .powerLoss { try file.synchronize() }
        }
        let metadata = try await storage.onQueue(of: key) { [file, storage, key, attributes] () throws(SystemError) in
            try storage.store(attributes, of: key)
            try storage.move(file.path, to: storage.file(key))
            return try storage.metadata(of: storage.openObject(key), key: key)
        }
        isComplete = true
        return metadata
    }

    func abort() async {
        isOver = true
        guard !isComplete else { return }
        // An error is not worth reporting: a file that remains is removed at a later start.
        try? await onQueueOfFile { [file] () throws(SystemError) in try Directory.removeFile(file.path) }
    }

    /// The file has a queue of its own name: a long write does not delay the readers of an earlier object.
    private func onQueueOfFile(_ body: @escaping @Sendable () throws(SystemError) -> Void) async throws(StorageError) {
        try await storage.queues.run(on: file.path) { [key] () throws(StorageError) in
            do throws(SystemError) {
                try body()
            } catch {
                throw StorageError(error, key: key)
            }
        }
    }
}

/// A new file in the making, and its descriptor. It is used on one queue at a time.
final class IncomingFile: Sendable {
    let path: String
    private let file: OpenFile

    init(_ path: String) throws(SystemError) {
        self.path = path
        file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL)
    }

    func write(_ bytes: [UInt8], at position: Int) throws(SystemError) {
        try file.write(bytes, at: position)
    }

    func synchronize() throws(SystemError) { try file.synchronize() }
}
