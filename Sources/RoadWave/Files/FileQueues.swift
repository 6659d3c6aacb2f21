internal import Dispatch

/// The threads on which file calls block. They are separate from the threads of Swift tasks, which must never wait for
/// a disk.
///
/// A name always uses the same queue, so that calls for one object take effect in order; calls for different objects
/// run in parallel.
struct FileQueues: Sendable {
    /// Enough that one slow file delays only a part of the others; a disk gains little from more.
    static let count = 4

    private let queues: [DispatchQueue]

    init(label: String) {
        queues = (0..<Self.count).map { DispatchQueue(label: "\(label).\($0)") }
    }

    /// The result of `body`, run on the queue of `name`.
    func run<Value: Sendable, Failure: Error>(
        on name: String, _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let queue = queues[Int(UInt(bitPattern: name.hashValue) % UInt(Self.count))]
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, Failure>, Never>) in
            queue.async {
                continuation.resume(returning: Result { () throws(Failure) in try body() })
            }
        }
        return try result.get()
    }
}
