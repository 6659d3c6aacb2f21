import Glibc
import Testing

@testable import RoadWave

@Suite("Executor of conversions", .timeLimit(.minutes(1)))
struct QuietExecutorTests {
    private static var niceness: Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

    @Test("its tasks run at the lowest priority, on threads of their own")
    func priority() async {
        let executor = QuietExecutor(threads: 2)
        let niceness = await Task(executorPreference: executor) { Self.niceness }.value
        #expect(niceness == 19)
        await executor.shutdown()
    }

    @Test("an executor that was never used has nothing to end; one that has ended still runs late tasks")
    func ends() async {
        await QuietExecutor(threads: 2).shutdown()
        let executor = QuietExecutor(threads: 2)
        #expect(await Task(executorPreference: executor) { 1 }.value == 1)
        await executor.shutdown()
        #expect(await Task(executorPreference: executor) { 2 }.value == 2)
    }
}
