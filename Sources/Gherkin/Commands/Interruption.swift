internal import Dispatch
internal import Foundation

/// Ends a command properly when the terminal or a supervisor asks for it (SIGINT, SIGTERM), or when nobody reads any
/// more what it writes.
public struct Interruption: Sendable {
    private let requests: AsyncStream<Void>.Continuation

    /// Asks the command to end: what runs is cancelled, what was set up is taken down.
    public func request() {
        requests.yield()
    }

    /// Runs `body` in a task of its own and cancels that task at the first signal or ``request()``; a second signal kills
    /// the process, for a step that hangs.
    public static func cancelling<Value: Sendable>(
        _ body: @escaping @Sendable (Interruption) async -> Value
    ) async -> Value {
        // When a reader goes away (`| head`) the write must fail, not kill the process before the hooks after the run.
        signal(SIGPIPE, SIG_IGN)
        let (requests, send) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let task = Task { await body(Interruption(requests: send)) }
        let watch = Task { for await _ in requests { task.cancel() } }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                send.yield()
                signal(number, SIG_DFL)
            }
            source.resume()
            return source
        }
        let value = await task.value
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        send.finish()
        await watch.value
        return value
    }
}
