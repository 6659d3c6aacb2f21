import Foundation

/// Does what blocks on a thread of its own. The pool that tests share has one a core: whoever waits for a program or a
/// socket in it has other tests wait too.
enum OwnThread {
    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
