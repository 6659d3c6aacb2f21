/// The files of a node's journal: one small JSON file per live, written whole or not at all.
struct JournalFiles: Sendable {
    private let storage: any ObjectStorage

    /// - Parameter storage: for these files only, and flushed to the disk, so that the journal survives a power cut.
    init(storage: any ObjectStorage) { self.storage = storage }

    /// Writes an entry, in place of the live's earlier one.
    func write(_ entry: JournalEntry) async throws(StorageError) {
        let bytes: [UInt8]
        do {
            bytes = try entry.encoded
        } catch {
            throw StorageError(code: .unavailable, message: "the entry cannot be encoded", cause: error)
        }
        try await storage.put(bytes, key: try Self.key(entry.live.id))
    }

    /// Removes the entry of a live.
    func remove(_ id: LiveID) async throws(StorageError) {
        try await storage.delete(try Self.key(id))
    }

    /// All entries, and the names of the files that are not entries.
    func read() async throws(StorageError) -> (entries: [JournalEntry], unreadable: [String]) {
        let page = 1_000
        var entries: [JournalEntry] = []
        var unreadable: [String] = []
        var last: ObjectKey?
        while true {
            let keys = try await storage.list(.all, after: last, limit: page)
            for key in keys {
                let object = try await storage.get(key)
                if let entry = JournalEntry(decoding: object.bytes) {
                    entries.append(entry)
                } else {
                    unreadable.append(key.path)
                }
            }
            guard keys.count == page else { return (entries, unreadable) }
            last = keys.last
        }
    }

    private static func key(_ id: LiveID) throws(StorageError) -> ObjectKey { try ObjectKey("\(id).json") }
}
