internal import Subprocess
internal import SystemPackage

/// A process that a scenario needs: started, watched line by line, stopped by its pid on every way out.
///
/// Its two outputs are kept as lines (the last ``keptLines``), so that a failure can show what the process said.
package actor ChildProcess {
    /// Enough to explain a failure; a chatty process does not grow the specification's memory.
    package static let keptLines = 400
    /// Long enough for a script of `ci/services` to stop its server on a busy machine: killed itself, it would leave the
    /// server behind.
    static let stopTimeout = Duration.seconds(30)

    /// How the process ended.
    package enum Ending: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
        case failedToStart(String)
    }

    package nonisolated let name: String
    package private(set) var ending: Ending?
    package private(set) var lines: [String] = []
    private var run: Task<Void, Never>?
    /// The running process; nil before its start and after its end, where it must not be touched.
    private var execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>?
    private var observers: [Int: CheckedContinuation<Void, Never>] = [:]
    private var nextObserver = 0

    private init(name: String) { self.name = name }

    /// Starts `executable`; `environment` is added to ours.
    package static func start(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:], name: String
    ) async -> ChildProcess {
        let process = ChildProcess(name: name)
        await process.begin(executable, arguments, environment)
        return process
    }

    private func begin(_ executable: String, _ arguments: [String], _ environment: [String: String]) {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.stopTimeout)]
        let updates = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1 as String?) })
        let configuration = Configuration(
            executable: executable.contains("/") ? .path(.init(executable)) : .name(executable),
            arguments: .init(arguments), environment: .inherit.updating(updates), platformOptions: options)
        run = Task { [weak self] in
            do {
                let result = try await Subprocess.run(
                    configuration, input: .inputWriter, output: .sequence, error: .sequence
                ) { execution in
                    await self?.setExecution(execution)
                    await withTaskGroup(of: Void.self) { group in
                        for output in [execution.standardOutput, execution.standardError] {
                            group.addTask { await self?.collect(output) }
                        }
                    }
                    await self?.setExecution(nil)
                }
                switch result.terminationStatus {
                case .exited(let code): await self?.ended(.exited(code))
                case .signaled(let signal): await self?.ended(.signalled(signal))
                }
            } catch {
                await self?.ended(.failedToStart("\(error)"))
            }
        }
    }

    /// The number of the running process; nil before its start and after its end.
    package var pid: Int32? { execution?.processIdentifier.value }

    private func setExecution(_ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>?) {
        self.execution = execution
        notify()
    }

    private func collect(_ output: SubprocessOutputSequence) async {
        do {
            for try await line in output.strings() {
                lines.append(line)
                if lines.count > Self.keptLines { lines.removeFirst(lines.count - Self.keptLines) }
                notify()
            }
        } catch {
            // The process is gone: `ended` says how.
        }
    }

    private func ended(_ ending: Ending) {
        self.ending = ending
        execution = nil
        notify()
    }

    private func notify() {
        let waiting = observers
        observers.removeAll()
        for continuation in waiting.values { continuation.resume() }
    }

    private func release(_ observer: Int) {
        observers.removeValue(forKey: observer)?.resume()
    }

    /// Suspends until the process says or does something new, or the caller is cancelled.
    private func change() async {
        let observer = nextObserver
        nextObserver += 1
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume() } else { observers[observer] = continuation }
            }
        } onCancel: {
            Task { await self.release(observer) }
        }
    }

    /// The first line that `matches`, now or later; nil when the process ends without one.
    /// - Throws: `CancellationError` when the step that waits is cancelled (its time-out is the bound).
    package func line(where matches: @Sendable (String) -> Bool) async throws -> String? {
        while true {
            if let line = lines.first(where: matches) { return line }
            if ending != nil { return nil }
            try Task.checkCancellation()
            await change()
        }
    }

    /// Writes to the standard input of the process; false when it no longer reads.
    package func write(_ bytes: [UInt8]) async -> Bool {
        while execution == nil, ending == nil, !Task.isCancelled { await change() }
        guard let execution else { return false }
        return (try? await execution.standardInputWriter.write(bytes)) == bytes.count
    }

    /// Ends its standard input.
    package func finishInput() async {
        try? await execution?.standardInputWriter.finish()
    }

    /// Sends a signal, such as `.kill`.
    func send(_ signal: Signal) {
        try? execution?.send(signal: signal)
    }

    /// SIGKILL; returns once it is dead.
    package func kill() async {
        send(.kill)
        _ = await wait()
    }

    /// SIGTERM, then SIGKILL after `grace`; returns once it is dead.
    package func stop(within grace: Duration) async {
        send(.terminate)
        let deadline = ContinuousClock.now + grace
        while ending == nil, ContinuousClock.now < deadline, !Task.isCancelled {
            // why: the pause between two looks at a condition, whose bound is above.
            try? await Task.sleep(for: .milliseconds(20))
        }
        if ending == nil { await kill() }
    }

    /// SIGTERM, then SIGKILL after ``stopTimeout``; returns how it ended.
    @discardableResult
    package func stop() async -> Ending? {
        run?.cancel()
        await run?.value
        return ending
    }

    /// Waits for its end.
    package func wait() async -> Ending? {
        await run?.value
        return ending
    }
}
