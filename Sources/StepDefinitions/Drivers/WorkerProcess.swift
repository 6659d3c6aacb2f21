internal import RoadWaveTestServices

/// A `roadwave-server worker` process of the scenario.
struct WorkerProcess: Sendable {
    let process: ChildProcess
    /// What it calls itself: `HOST-PID-random`.
    let name: String
    let pid: Int32

    /// Starts a worker and waits until it says that it takes jobs.
    /// - Parameters:
    ///   - concurrency: how many replays it makes side by side.
    ///   - hasChild: a sabotage: the process of the worker has started a program, which ends with it.
    static func start(
        environment: [String: String], concurrency: Int = 1, hasChild: Bool = false
    ) async throws -> WorkerProcess {
        let command = [ServerProcess.executable, "worker", "--concurrency", "\(concurrency)"]
        let beside = #"tail -f /dev/null --pid=$$ >/dev/null 2>&1 & exec "$0" "$@""#
        let words = hasChild ? ["/bin/sh", "-c", beside] + command : command
        let process = await ChildProcess.start(
            words[0], Array(words.dropFirst()), environment: environment, name: "roadwave-server worker")
        let mark = "ready worker="
        guard let line = try await process.line(where: { $0.hasPrefix(mark) }), let pid = await process.pid else {
            throw DriverError(
                "le worker ne démarre pas : \(await process.lines.suffix(5).joined(separator: " | "))")
        }
        return WorkerProcess(process: process, name: String(line.dropFirst(mark.count)), pid: pid)
    }
}
