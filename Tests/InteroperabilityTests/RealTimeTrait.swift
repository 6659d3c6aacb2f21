import Foundation
import Testing

/// For a suite that keeps time with servers, peers and players: few such suites run at once, or they would starve each
/// other. To wait for its turn takes nothing of the time limits of its tests.
struct RealTimeTrait: SuiteTrait, TestScoping {
    private static let places = AsyncSemaphore(ProcessInfo.processInfo.activeProcessorCount)

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        try await Self.places.withPlace(body)
    }
}

extension Trait where Self == RealTimeTrait {
    /// One of the few suites in real time that run at once.
    static var realTime: Self { Self() }
}
