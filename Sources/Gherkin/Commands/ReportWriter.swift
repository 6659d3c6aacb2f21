internal import Foundation
internal import Synchronization

/// Writes the reports that were asked for, each to its file or to the console.
///
/// Events come from the tasks of several scenarios; a lock puts them one behind the other.
final class ReportWriter: Sendable {
    private let formatters: Mutex<[any ReportFormatter]>
    private let files: [FileHandle]

    /// - Throws: `UsageError` when a file cannot be written.
    init(_ requests: [FormatRequest], language: ReportLanguage, console: Console) throws(UsageError) {
        var formatters: [any ReportFormatter] = []
        var files: [FileHandle] = []
        for request in requests {
            if let path = request.path {
                let file = try Self.file(path)
                files.append(file)
                formatters.append(
                    request.format.formatter(language: language, colours: false) {
                        try? file.write(contentsOf: Data($0.utf8))
                    })
            } else {
                formatters.append(
                    request.format.formatter(
                        language: language, colours: console.hasColours, output: console.write))
            }
        }
        self.formatters = Mutex(formatters)
        self.files = files
    }

    func receive(_ event: RunEvent) {
        formatters.withLock { formatters in
            for index in formatters.indices { formatters[index].receive(event) }
        }
    }

    func close() {
        for file in files { try? file.close() }
    }

    private static func file(_ path: String) throws(UsageError) -> FileHandle {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw UsageError(code: .unwritable(path, .isFolder))
        }
        do {
            let url = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data().write(to: url)
            return try FileHandle(forWritingTo: url)
        } catch {
            throw UsageError(code: .unwritable(path, FileProblem(error)))
        }
    }
}
