/// Objects that were deleted, or counted.
struct ObjectTally: Hashable, Sendable {
    var count = 0
    /// Those, among them, that are MPEG-TS segments.
    var segments = 0
    /// The size of all of them; 0 where it was not asked.
    var bytes = 0

    static func + (lhs: ObjectTally, rhs: ObjectTally) -> ObjectTally {
        ObjectTally(
            count: lhs.count + rhs.count, segments: lhs.segments + rhs.segments, bytes: lhs.bytes + rhs.bytes)
    }
}

extension ObjectTally {
    fileprivate init(_ key: ObjectKey, size: Int) {
        self.init(count: 1, segments: key.fileExtension == "ts" ? 1 : 0, bytes: size)
    }
}

extension ObjectStorage {
    /// The page size of S3; small enough for memory, and large enough to make few calls.
    private static var pageSize: Int { 1_000 }

    /// The calls that are made at once. A live of six hours has 32,400 segments: at 20 ms a call, one after another would
    /// take ten minutes, and 16 at once take less than one.
    private static var callsAtOnce: Int { 16 }

    /// Removes every object that begins with `prefix`. After an error some are left: a second try removes them.
    public func deleteAll(_ prefix: ObjectPrefix) async throws(StorageError) {
        try await deleteAll(prefix, pageSize: Self.pageSize)
    }

    /// - Parameter pageSize: the number of keys that are listed at once.
    func deleteAll(_ prefix: ObjectPrefix, pageSize: Int) async throws(StorageError) {
        _ = try await tally(prefix, pageSize: pageSize) { key throws(StorageError) in
            try await delete(key)
            return 0
        }
    }

    /// Removes the objects whose keys begin with `prefix` and are chosen.
    func deleteAll(
        _ prefix: ObjectPrefix, where isChosen: @escaping @Sendable (ObjectKey) -> Bool
    ) async throws(StorageError) {
        _ = try await tally(prefix, pageSize: Self.pageSize) { key throws(StorageError) in
            guard isChosen(key) else { return nil }
            try await delete(key)
            return 0
        }
    }

    /// Removes every object that begins with `prefix`, and is chosen by its key, and says how much that was. It asks for the
    /// size of each one.
    func deleteAndMeasure(
        _ prefix: ObjectPrefix, where isChosen: @escaping @Sendable (ObjectKey) -> Bool = { _ in true }
    ) async throws(StorageError) -> ObjectTally {
        try await tally(prefix, pageSize: Self.pageSize) { key throws(StorageError) in
            guard isChosen(key), let size = try await size(of: key) else { return nil }
            try await delete(key)
            return size
        }
    }

    /// What ``deleteAndMeasure(_:where:)`` would remove.
    func measure(
        _ prefix: ObjectPrefix, where isChosen: @escaping @Sendable (ObjectKey) -> Bool = { _ in true }
    ) async throws(StorageError) -> ObjectTally {
        try await tally(prefix, pageSize: Self.pageSize) { key throws(StorageError) in
            guard isChosen(key) else { return nil }
            return try await size(of: key)
        }
    }

    /// The bytes of an object; nil if there is none.
    func size(of key: ObjectKey) async throws(StorageError) -> Int? {
        do throws(StorageError) {
            return try await head(key).size
        } catch  where error.code == .notFound {
            return nil
        }
    }

    /// Calls `body` for every key that begins with `prefix`, some at once.
    /// - Parameter body: returns the bytes to count; nil for an object that does not count.
    private func tally(
        _ prefix: ObjectPrefix, pageSize: Int,
        _ body: @escaping @Sendable (ObjectKey) async throws(StorageError) -> Int?
    ) async throws(StorageError) -> ObjectTally {
        var total = ObjectTally()
        var last: ObjectKey?
        while true {
            let page = try await list(prefix, after: last, limit: pageSize)
            total = try await total + tally(page, body)
            guard page.count == pageSize else { return total }
            last = page.last
        }
    }

    private func tally(
        _ keys: [ObjectKey], _ body: @escaping @Sendable (ObjectKey) async throws(StorageError) -> Int?
    ) async throws(StorageError) -> ObjectTally {
        // Results, and not a throwing group: its errors have no type.
        let result = await withTaskGroup(of: Result<ObjectTally, StorageError>.self) { group in
            var waiting = keys[...]
            for key in waiting.prefix(Self.callsAtOnce) { group.addTask { await Self.result(of: key, body) } }
            waiting = waiting.dropFirst(Self.callsAtOnce)
            var total = ObjectTally()
            while let result = await group.next() {
                switch result {
                case .success(let tally): total = total + tally
                case .failure(let error):
                    group.cancelAll()
                    return Result<ObjectTally, StorageError>.failure(error)
                }
                if let key = waiting.popFirst() { group.addTask { await Self.result(of: key, body) } }
            }
            return .success(total)
        }
        return try result.get()
    }

    private static func result(
        of key: ObjectKey, _ body: @Sendable (ObjectKey) async throws(StorageError) -> Int?
    ) async -> Result<ObjectTally, StorageError> {
        do throws(StorageError) {
            guard let size = try await body(key) else { return .success(ObjectTally()) }
            return .success(ObjectTally(key, size: size))
        } catch {
            return .failure(error)
        }
    }
}
