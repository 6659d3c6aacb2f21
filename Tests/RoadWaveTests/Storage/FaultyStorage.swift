import RoadWave
import Synchronization

/// A directory storage whose calls fail, or wait, at the test's will. It keeps the order of what was acknowledged.
final class FaultyStorage: ObjectStorage {
    /// What happens to a call.
    enum Fault: Sendable {
        case none
        case fails(StorageError.Code)
        /// Waits until the fault is another one.
        case hangs
    }

    /// An acknowledged call.
    enum Entry: Equatable {
        case put(String)
        case delete(String)
    }

    private struct State {
        var fault: @Sendable (ObjectKey) -> Fault = { _ in .none }
        var journal: [Entry] = []
        var refusals = 0
        var failsReads = false
        var hangsReads = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let directory: TemporaryDirectory
    private let base: DirectoryStorage
    private let state = Mutex(State())

    init() throws {
        directory = try TemporaryDirectory()
        base = try DirectoryStorage(path: directory.path)
    }

    /// The acknowledged puts and deletions, in order.
    var journal: [Entry] { state.withLock(\.journal) }
    /// Calls that failed.
    var refusals: Int { state.withLock(\.refusals) }

    /// From now on `fault` says what happens to puts and deletions of a key; calls that hang are decided again.
    func setFault(_ fault: @escaping @Sendable (ObjectKey) -> Fault) {
        let waiting = state.withLock { state in
            state.fault = fault
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Whether objects cannot be read.
    func setReadFault(_ fails: Bool) { state.withLock { $0.failsReads = fails } }

    /// Whether whoever reads waits until this is over.
    func hangReads(_ hangs: Bool) {
        let waiting = state.withLock { state in
            state.hangsReads = hangs
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Whether a call waits.
    var isHanging: Bool { state.withLock { !$0.waiting.isEmpty } }

    func repair() { setFault { _ in .none } }

    func put(_ bytes: [UInt8], key: ObjectKey, attributes: ObjectAttributes) async throws(StorageError) {
        try await pass(key)
        try await base.put(bytes, key: key, attributes: attributes)
        state.withLock { $0.journal.append(.put(key.path)) }
    }

    func get(_ key: ObjectKey, range: Range<Int>?) async throws(StorageError) -> StoredObject {
        while state.withLock(\.hangsReads) { await wait(while: \.hangsReads) }
        if state.withLock(\.failsReads) { throw StorageError(code: .unavailable, message: "a fault of the test") }
        return try await base.get(key, range: range)
    }

    func head(_ key: ObjectKey) async throws(StorageError) -> ObjectMetadata {
        try await base.head(key)
    }

    func delete(_ key: ObjectKey) async throws(StorageError) {
        try await pass(key)
        try await base.delete(key)
        state.withLock { $0.journal.append(.delete(key.path)) }
    }

    func list(_ prefix: ObjectPrefix, after key: ObjectKey?, limit: Int) async throws(StorageError) -> [ObjectKey] {
        try await base.list(prefix, after: key, limit: limit)
    }

    private func pass(_ key: ObjectKey) async throws(StorageError) {
        while true {
            switch state.withLock({ $0.fault(key) }) {
            case .none:
                return
            case .fails(let code):
                state.withLock { $0.refusals += 1 }
                throw StorageError(code: code, message: "a fault of the test")
            case .hangs:
                await wait { state in
                    if case .hangs = state.fault(key) { true } else { false }
                }
            }
        }
    }

    /// Waits until something is decided again, where it has not been already.
    private func wait(while isHanging: (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isStillHanging = state.withLock { state in
                guard isHanging(state) else { return false }
                state.waiting.append(continuation)
                return true
            }
            if !isStillHanging { continuation.resume() }
        }
    }
}
