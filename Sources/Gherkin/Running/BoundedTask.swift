/// Runs the body of a step or a hook in a task of its own, for a limited time.
///
/// When the time is over, or the surrounding task is cancelled, the body's task is cancelled and awaited. A body that does
/// not end even then (it blocks a thread, it swallows the cancellation) is left behind after a grace period and
/// reported: no language can kill a thread safely, and the rest of the run is worth more than the wait.
struct BoundedTask {
    /// How a body ended.
    enum Completion: Sendable {
        case returned
        case threw(any Error)
        /// The time was over; `abandoned` when the body did not end although it was cancelled.
        case timedOut(abandoned: Bool)
        /// The surrounding task was cancelled.
        case interrupted(abandoned: Bool)
    }

    /// How long the body may take.
    let limit: Duration
    /// How long a cancelled body may take to end.
    let grace: Duration

    private enum Signal: Sendable {
        case finished((any Error)?)
        case limitReached
        case interrupted
        case graceOver
    }

    func run(_ body: @escaping @Sendable () async throws -> Void) async -> Completion {
        let (signals, send) = AsyncStream.makeStream(of: Signal.self)
        let work = Task {
            do {
                try await body()
                send.yield(.finished(nil))
            } catch {
                send.yield(.finished(error))
            }
        }
        // Not a child of this task: it must outlive the cancellation that it has to handle.
        let supervisor = Task { await supervise(work, signals: signals, send: send) }
        return await withTaskCancellationHandler {
            await supervisor.value
        } onCancel: {
            send.yield(.interrupted)
        }
    }

    private func supervise(
        _ work: Task<Void, Never>, signals: AsyncStream<Signal>, send: AsyncStream<Signal>.Continuation
    ) async -> Completion {
        var timer = alarm(after: limit, .limitReached, send)
        defer { timer.cancel() }
        var stop: (@Sendable (_ abandoned: Bool) -> Completion)?
        for await signal in signals {
            switch signal {
            case .finished(let error):
                if let stop { return stop(false) }
                return error.map(Completion.threw) ?? .returned
            case .graceOver:
                if let stop { return stop(true) }
            case .limitReached, .interrupted:
                guard stop == nil else { continue }
                stop =
                    if case .interrupted = signal {
                        { .interrupted(abandoned: $0) }
                    } else {
                        { .timedOut(abandoned: $0) }
                    }
                work.cancel()
                timer.cancel()
                timer = alarm(after: grace, .graceOver, send)
            }
        }
        // The stream never ends by itself: this task is not cancelled and nobody finishes the stream.
        return .interrupted(abandoned: true)
    }

    private func alarm(
        after delay: Duration, _ signal: Signal, _ send: AsyncStream<Signal>.Continuation
    ) -> Task<Void, Never> {
        Task {
            // why: the limit of a step is real time; the alarm itself is the condition that is waited for.
            guard (try? await Task.sleep(for: delay)) != nil else { return }
            send.yield(signal)
        }
    }
}
