internal import OrderedCollections

/// What waits to be written to a database, in the order in which it came: one entry a key, the latest.
///
/// A state machine without clock and without a database.
/// See docs/decisions/api.md, « Databases behind the lives ».
struct OutboxQueue<Key: Hashable & Sendable, Entry: Sendable>: Sendable {
    /// An entry that is being written. It stays in the queue until it is known to be written.
    struct Pending: Sendable {
        let key: Key
        let entry: Entry
        fileprivate let version: UInt64
    }

    private struct Waiting {
        var entry: Entry
        var version: UInt64
        /// The first version that is not written: what someone may wait for.
        var firstUnwritten: UInt64
        /// The first version that came since the entry was last given out to be written.
        var firstSinceBatch: UInt64?
    }

    /// The most entries.
    let limit: Int
    /// The version of the last entry that came.
    private(set) var version: UInt64 = 0
    private var waiting: OrderedDictionary<Key, Waiting> = [:]

    init(limit: Int) { self.limit = limit }

    var count: Int { waiting.count }

    /// What waits, the oldest first.
    var entries: [Entry] { waiting.values.map(\.entry) }

    /// Puts an entry behind the others, or in the place of the one with the same key.
    /// - Returns: false when there is no room for it.
    mutating func put(_ entry: Entry, for key: Key) -> Bool {
        let before = waiting[key]
        guard before != nil || waiting.count < limit else { return false }
        version += 1
        waiting[key] = Waiting(
            entry: entry, version: version, firstUnwritten: before?.firstUnwritten ?? version,
            firstSinceBatch: before?.firstSinceBatch ?? version)
        return true
    }

    /// The entries to write next, the oldest first.
    mutating func batch(atMost size: Int) -> [Pending] {
        for index in waiting.values.indices.prefix(size) { waiting.values[index].firstSinceBatch = nil }
        return waiting.elements.prefix(size).map { key, waiting in
            Pending(key: key, entry: waiting.entry, version: waiting.version)
        }
    }

    /// Removes what was written, or will never be. What came meanwhile for the same key stays, in its place.
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

    /// Whether everything up to a version is written: of a key, or of all.
    func isWritten(_ key: Key?, upTo version: UInt64) -> Bool {
        guard let key else { return waiting.values.allSatisfy { $0.firstUnwritten > version } }
        return waiting[key].map { $0.firstUnwritten > version } ?? true
    }
}
