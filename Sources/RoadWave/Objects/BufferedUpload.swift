/// An upload that keeps all bytes in memory until they are put: for the small storages of tests. A storage of whole
/// replays has an upload of its own.
actor BufferedUpload: ObjectUpload {
    private let storage: any ObjectStorage
    private let key: ObjectKey
    private let attributes: ObjectAttributes
    private let headerSize: Int
    private var bytes: [UInt8] = []
    private var isOver = false

    init(_ key: ObjectKey, reserving headerSize: Int, attributes: ObjectAttributes, in storage: any ObjectStorage) {
        self.storage = storage
        self.key = key
        self.attributes = attributes
        self.headerSize = headerSize
    }

    func append(_ bytes: [UInt8]) throws(StorageError) {
        guard !isOver else { throw .uploadIsOver(key) }
        self.bytes += bytes
    }

    func complete(header: [UInt8]) async throws(StorageError) -> ObjectMetadata {
        precondition(header.count == headerSize, "the header has \(header.count) bytes, \(headerSize) were reserved")
        guard !isOver else { throw .uploadIsOver(key) }
        isOver = true
        try await storage.put(header + bytes, key: key, attributes: attributes)
        bytes = []
        return try await storage.head(key)
    }

    func abort() {
        isOver = true
        bytes = []
    }
}
