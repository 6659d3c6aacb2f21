internal import Foundation

/// What a child process used of the machine from its beginning to its end.
struct MeasuredUsage {
    /// Of all its threads, in the kernel too.
    var cpuSeconds = 0.0
    var wallSeconds = 0.0
    /// The most memory that it ever had.
    var peakMegabytes = 0.0

    /// One after the other.
    static func + (first: MeasuredUsage, second: MeasuredUsage) -> MeasuredUsage {
        MeasuredUsage(
            cpuSeconds: first.cpuSeconds + second.cpuSeconds, wallSeconds: first.wallSeconds + second.wallSeconds,
            peakMegabytes: max(first.peakMegabytes, second.peakMegabytes))
    }
}

/// A child process that runs to its end, which is waited for with wait4(2): Foundation's `Process` says nothing of what a
/// process used, and proc(5) nothing of one that has ended.
enum MeasuredProcess {
    /// Runs an executable of this build, or one that a path names.
    /// - Parameter output: takes its standard output; its standard error goes beside it, into a file `….log`.
    /// - Throws: ``BenchError`` with the end of its log unless it ends with status 0.
    static func run(_ name: String, _ arguments: [String], output: URL) throws -> MeasuredUsage {
        let log = output.appendingPathExtension("log")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, log.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        let path = BenchProcess.executable(name).path
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }

        let start = ContinuousClock.now
        var identifier: pid_t = 0
        let error = posix_spawn(&identifier, path, &actions, nil, words, environ)
        guard error == 0 else { throw BenchError("\(path) does not start: \(String(cString: strerror(error)))") }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(identifier, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw BenchError("wait4: \(String(cString: strerror(errno)))") }
        }
        let wall = (ContinuousClock.now - start) / .seconds(1)
        // 0 in all bits is an end with status 0, without a signal.
        guard status == 0 else {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            let tail = text.split(separator: "\n").suffix(5).joined(separator: " | ")
            throw BenchError("\(name) ends with \(status): \(tail)")
        }
        return MeasuredUsage(
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime), wallSeconds: wall,
            // Not below the memory of this process, with which its child begins: some 20 MB.
            peakMegabytes: Double(usage.ru_maxrss) * 1_024 / 1e6)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
