import Foundation
import Logging
import RoadWave

/// Logs one JSON object a line on standard error, for programs that collect logs.
struct JSONLogHandler: LogHandler {
    private let label: String
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(label: String, level: Logger.Level) {
        self.label = label
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let line = JSONLogLine(
            time: "\(WallDate.now)", level: event.level.rawValue, message: "\(event.message)", label: label,
            metadata: all.isEmpty ? nil : all.mapValues { "\($0)" }, error: event.error.map { "\($0)" })
        // The reader may be gone: the node goes on.
        try? FileHandle.standardError.write(contentsOf: line.bytes)
    }
}

/// A line of the log.
private struct JSONLogLine: Encodable {
    var time: String
    var level: String
    var message: String
    var label: String
    var metadata: [String: String]?
    var error: String?

    var bytes: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings can always be encoded.
        return ((try? encoder.encode(self)) ?? Data()) + Data("\n".utf8)
    }
}

/// How a process logs.
enum ProcessLog {
    /// Sets up the log of this process by its settings.
    static func begin(_ settings: LogSettings) {
        let level = Logger.Level(rawValue: settings.level.rawValue) ?? .info
        LoggingSystem.bootstrap { label in
            switch settings.format {
            case .json: return JSONLogHandler(label: label, level: level)
            case .text:
                var handler = StreamLogHandler.standardError(label: label)
                handler.logLevel = level
                return handler
            }
        }
    }
}
