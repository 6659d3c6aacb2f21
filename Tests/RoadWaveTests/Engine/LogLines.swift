import Logging
import Synchronization

/// The levels and messages of a log.
final class LogLines: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var logger: Logger { Logger(label: "test") { _ in self } }
    /// The lines: `warning something is wrong`.
    var all: [String] { lines.withLock(\.self) }

    func log(event: LogEvent) { lines.withLock { $0.append("\(event.level) \(event.message)") } }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
}
