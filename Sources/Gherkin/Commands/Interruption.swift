internal import Dispatch
internal import Foundation

/// Ends a command properly when the terminal or a supervisor asks for it (SIGINT, SIGTERM).
public enum Interruption {
    /// Runs `body` in a task of its own and cancels that task at the first signal; a second signal kills the process,
    /// for a step that hangs.
    public static func cancelling<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
        let task = Task(operation: body)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                task.cancel()
                signal(number, SIG_DFL)
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return await task.value
    }
}
