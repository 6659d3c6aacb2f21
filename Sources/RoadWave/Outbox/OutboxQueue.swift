internal import OrderedCollections

/// The entries that wait for a database, in the order in which they came: one for each key, the latest.
///
/// A state machine without clock and without a database.
/// See docs/decisions/api.md, « Databases behind the lives ».
struct OutboxQueue<Key: Hashable & Sendable, Entry: Sendable>: Sendable {
    /// An entry in a batch. It stays in the queue until its write has succeeded.
    struct Pending: Sendable {
        let key: Key
        let entry: Entry
        fileprivate let version: UInt64
    }

    private struct Waiting {
        var entry: Entry
        var version: UInt64
        /// The first unwritten version: a caller may wait for it.
        var firstUnwritten: UInt64
        /// The first version that was added since the entry was last put into a batch.
        var firstSinceBatch: UInt64?
    }

    /// The most entries.
    let limit: Int
    /// The version of the last added entry.
    private(set) var version: UInt64 = 0
    private var waiting: OrderedDictionary<Key, Waiting> = [:]

    init(limit: Int) { self.limit = limit }

    var count: Int { waiting.count }

    /// The waiting entries, oldest first.
    var entries: [Entry] { waiting.values.map(\.entry) }

    /// Adds an entry at the end, or in place of the one with the same key.
    /// - Returns: false if there is no room for it.
    mutating func put(_ entry: Entry, for key: Key) -> Bool {
        let before = waiting[key]
        guard before != nil || waiting.count < limit else { return false }
        version += 1
        waiting[key] = Waiting(
            entry: entry, version: version, firstUnwritten: before?.firstUnwritten ?? version,
            firstSinceBatch: before?.firstSinceBatch ?? version)
        return true
    }

    /// The next entries to write, oldest first.
    mutating func batch(atMost size: Int) -> [Pending] {
        for index in waiting.values.indices.prefix(size) { waiting.values[index].firstSinceBatch = nil }
        return waiting.elements.prefix(size).map { key, waiting in
            Pending(key: key, entry: waiting.entry, version: waiting.version)
        }
    }

    /// Removes entries that were written or dropped. If a newer entry came for the same key, that one keeps the place.
    mutating func remove(_ batch: [Pending]) {
        var gone: Set<Key> = []
        for pending in batch {
            guard let entry = waiting[pending.key] else { continue }
            if entry.version == pending.version {
                gone.insert(pending.key)
            } else {
                waiting[pending.key]?.firstUnwritten = entry.firstSinceBatch ?? entry.version
            }
        }
        waiting.removeAll { gone.contains($0.key) }
    }

    /// Whether everything up to a version is written: for one key, or for all keys.
    func isWritten(_ key: Key?, upTo version: UInt64) -> Bool {
        guard let key else { return waiting.values.allSatisfy { $0.firstUnwritten > version } }
        return waiting[key].map { $0.firstUnwritten > version } ?? true
    }
}
