internal import Foundation

/// A child process of the bench: an executable beside ours or a script, its lines, its end by its pid.
final class BenchProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let log: URL
    private var buffer = Data()

    /// Starts `name`: a path, or an executable of the build that this one is of.
    init(_ name: String, _ arguments: [String], environment: [String: String] = [:], log: URL) throws {
        self.log = log
        process.executableURL = Self.executable(name)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
            throw BenchError("cannot write \(log.path)")
        }
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
    }

    /// A path as it is; any other name is an executable of the build that this one is of.
    static func executable(_ name: String) -> URL {
        name.contains("/")
            ? URL(filePath: name)
            : URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(
                path: name)
    }

    var identifier: Int32 { process.processIdentifier }

    /// The next line of its output; nil at its end.
    func line() throws -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: buffer[buffer.startIndex..<end], as: UTF8.self)
                buffer = Data(buffer[(end + 1)...])
                return line
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { return nil }
            buffer += more
        }
    }

    /// What a line `ready name=value …` says.
    func readyValues() throws -> [String: String] {
        while let line = try line() {
            let words = line.split(separator: " ")
            guard words.first == "ready" else { continue }
            let pairs = words.dropFirst().compactMap { word -> (String, String)? in
                let parts = word.split(separator: "=", maxSplits: 1)
                return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
            }
            return Dictionary(pairs, uniquingKeysWith: { $1 })
        }
        throw BenchError("a server does not start: \(tail)")
    }

    func say(_ line: String) {
        try? input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    /// The end of what it said on its standard error.
    var tail: String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(5).joined(separator: " | ")
    }

    /// How it ended, once it has ended.
    var status: Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Asks it to end, and waits until it has.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }
}
