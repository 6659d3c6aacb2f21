internal import Glibc
internal import NIOPosix
internal import RoadWaveRTC

/// Runs tasks on threads of their own, at the lowest priority of the system: a conversion takes what the lives of the node
/// leave, and never the threads that serve requests. See docs/decisions/replay.md, « Low priority ».
final class QuietExecutor: TaskExecutor {
    private let threads: NIOThreadPool

    /// - Parameter threads: a conversion keeps two busy, MP3 on one and AAC on the other.
    init(threads count: Int) {
        threads = NIOThreadPool(numberOfThreads: count)
        threads.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        threads.submit { _ in
            // On Linux this is about the calling thread. It costs less than a microsecond, so no state says that it is done.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
            job.runSynchronously(on: executor)
        }
    }

    /// Ends the threads, once no task runs on them.
    func shutdown() async { try? await threads.shutdownGracefully() }
}
