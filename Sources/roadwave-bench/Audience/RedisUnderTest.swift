internal import Foundation

/// A real Redis on a port of its own: `ci/services/redis`.
struct RedisUnderTest {
    private let process: BenchProcess
    private let folder: URL
    let url: String
    let port: String
    let identifier: Int32

    init(in folder: URL) throws {
        guard let services = ProcessInfo.processInfo.environment["ROADWAVE_SERVICES"] else {
            throw BenchError("ROADWAVE_SERVICES does not say where ci/services is: start this through ci/bench")
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        process = try BenchProcess(
            services + "/redis", [folder.path, "--tcp"], log: folder.appending(path: "redis-service.log"))
        let values = try process.readyValues()
        guard let url = values["url"], let port = url.split(separator: ":").last,
            let identifier = values["pid"].flatMap({ Int32($0) })
        else { throw BenchError("the Redis service does not say its address and its process") }
        self.url = url
        self.port = String(port)
        self.identifier = identifier
    }

    /// The lines of an answer.
    func ask(_ words: [String]) throws -> [String] {
        try Command.run("/usr/bin/env", ["redis-cli", "-p", port] + words, in: folder)
    }

    /// The next commands that Redis gets, as MONITOR prints them.
    func monitored(lines: Int) throws -> [String] {
        let monitor = try BenchProcess(
            "/usr/bin/env", ["redis-cli", "-p", port, "monitor"], log: folder.appending(path: "monitor.log"))
        defer { monitor.stop() }
        var found: [String] = []
        while found.count < lines, let line = try monitor.line() { found.append(line) }
        return found
    }

    func stop() { process.stop() }
}

/// A program that is run to its end.
enum Command {
    /// - Returns: the lines of its output.
    @discardableResult
    static func run(_ name: String, _ arguments: [String], in folder: URL) throws -> [String] {
        let process = try BenchProcess(name, arguments, log: folder.appending(path: "\(UUID().uuidString).log"))
        var lines: [String] = []
        while let line = try process.line() { lines.append(line) }
        guard process.status == 0 else {
            throw BenchError("\(([name] + arguments).prefix(3).joined(separator: " ")): \(process.tail)")
        }
        return lines
    }
}
