import RoadWave
import Synchronization

/// A storage that holds the first put of a key back until a test says so, also when its writer is cancelled.
final class HeldStorage: ObjectStorage {
    private enum Stage {
        case open
        case held(CheckedContinuation<Void, Never>)
        case released
    }

    private let base: any ObjectStorage
    private let suffix: String
    private let stage = Mutex(Stage.open)

    /// - Parameter suffix: of the key.
    init(_ base: any ObjectStorage, holding suffix: String) {
        self.base = base
        self.suffix = suffix
    }

    /// Whether the put waits.
    var isHeld: Bool { stage.withLock { if case .held = $0 { true } else { false } } }

    func release() {
        let waiting = stage.withLock { stage -> CheckedContinuation<Void, Never>? in
            defer { stage = .released }
            guard case .held(let continuation) = stage else { return nil }
            return continuation
        }
        waiting?.resume()
    }

    func put(_ bytes: [UInt8], key: ObjectKey, attributes: ObjectAttributes) async throws(StorageError) {
        if key.path.hasSuffix(suffix) { await hold() }
        try await base.put(bytes, key: key, attributes: attributes)
    }

    func get(_ key: ObjectKey, range: Range<Int>?) async throws(StorageError) -> StoredObject {
        try await base.get(key, range: range)
    }

    func head(_ key: ObjectKey) async throws(StorageError) -> ObjectMetadata { try await base.head(key) }

    func delete(_ key: ObjectKey) async throws(StorageError) { try await base.delete(key) }

    func list(_ prefix: ObjectPrefix, after key: ObjectKey?, limit: Int) async throws(StorageError) -> [ObjectKey] {
        try await base.list(prefix, after: key, limit: limit)
    }

    private func hold() async {
        await withCheckedContinuation { continuation in
            let isHeld = stage.withLock { stage in
                guard case .open = stage else { return false }
                stage = .held(continuation)
                return true
            }
            if !isHeld { continuation.resume() }
        }
    }
}
