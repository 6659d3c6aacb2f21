internal import Glibc

/// Lets an operator on this machine drain a node that runs as `roadwave-server serve`. See docs/decisions/nodes.md,
/// « Drain ».
///
/// The process writes its identifier into the data directory once it handles the signal. Nodes embedded in other
/// programs write none: the signal would end such a program.
package struct DrainRequest: Sendable {
    /// The most digits of a process identifier.
    private static let longestNumber = 20
    /// The name of the process in the kernel (`/proc/PID/comm`), 15 characters at most.
    private static let program = "roadwave-server"

    private let directory: String
    private var file: String { "\(directory)/serve.pid" }

    /// - Parameter directory: the data directory of the node.
    package init(directory: String) { self.directory = directory }

    /// Declares that this process handles the signal.
    /// - Throws: `RoadWaveError` with code `storage` if the file cannot be written.
    package func accept() throws(RoadWaveError) {
        do throws(SystemError) {
            let file = try OpenFile(file, flags: O_WRONLY | O_CREAT | O_TRUNC)
            try file.write(Array("\(getpid())\n".utf8))
        } catch {
            throw RoadWaveError(.storage, "cannot write \(file)", cause: error)
        }
    }

    /// Sends the signal to the node of the directory.
    /// - Returns: its process identifier.
    /// - Throws: `RoadWaveError` if no such node runs, or it cannot be reached.
    package func send() throws(RoadWaveError) -> Int32 {
        try DataDirectory.requireExisting(directory)
        guard DataDirectory.isLocked(directory) != false else {
            throw RoadWaveError(.state, "no node uses the directory \(directory): there is nothing to drain")
        }
        guard let process, Self.name(of: process) == Self.program else {
            throw RoadWaveError(
                .state,
                "the node of \(directory) is no 'roadwave-server serve' of this machine, or of another container")
        }
        guard kill(process, SIGUSR1) == 0 else {
            throw RoadWaveError(
                .state, "process \(process) cannot be told to drain: \(String(cString: strerror(errno)))")
        }
        return process
    }

    /// Whether the node has stopped.
    package var isOver: Bool { DataDirectory.isLocked(directory) == false }

    private var process: Int32? {
        guard let bytes = Self.bytes(of: file) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        // 0 and negative numbers are groups of processes.
        return Int32(text.prefix { $0 != "\n" }).flatMap { $0 > 0 ? $0 : nil }
    }

    private static func name(of process: Int32) -> String? {
        bytes(of: "/proc/\(process)/comm").map { String(String(decoding: $0, as: UTF8.self).prefix { $0 != "\n" }) }
    }

    private static func bytes(of path: String) -> [UInt8]? {
        do throws(SystemError) {
            return try OpenFile(path, flags: O_RDONLY).read(0..<longestNumber)
        } catch {
            return nil
        }
    }
}
