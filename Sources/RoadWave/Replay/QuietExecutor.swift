internal import Glibc
internal import NIOPosix
internal import RoadWaveRTC
internal import Synchronization

/// Runs tasks on threads of their own, at the lowest priority of the system: a conversion takes what the lives of the node
/// leave, and never the threads that serve requests. See docs/decisions/replay.md, « Low priority ».
///
/// The threads begin with the first task: if a node cannot start, its executor has none.
final class QuietExecutor: TaskExecutor {
    private let threads: NIOThreadPool
    private let hasBegun = Mutex(false)

    /// - Parameter threads: a conversion keeps two busy, MP3 on one and AAC on the other.
    init(threads count: Int) {
        threads = NIOThreadPool(numberOfThreads: count)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        begin()
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        threads.submit { state in
            // On Linux this sets the priority of the calling thread. After the end of the threads, the task runs on a
            // thread of the caller, whose priority stays. The call takes less than a microsecond, so each task makes
            // it.
            if case .active = state { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19) }
            job.runSynchronously(on: executor)
        }
    }

    private func begin() {
        hasBegun.withLock { hasBegun in
            guard !hasBegun else { return }
            hasBegun = true
            threads.start()
        }
    }

    /// Ends the threads, once no task runs on them.
    func shutdown() async { try? await threads.shutdownGracefully() }
}
