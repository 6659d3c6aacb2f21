internal import Foundation

/// What Linux itself says of a running process: which code it has used, what it has computed, which programs it has
/// started.
///
/// See docs/decisions/runner.md, « A process seen from outside ».
struct ProcessSighting: Sendable {
    /// The code of each library that is in the process's memory, in KiB, by the name of its file. A library that is
    /// only mapped has a few pages there; each function that runs for the first time brings its own.
    let code: [String: Int]
    /// The seconds of processor time that the process has used.
    let processorTime: Double

    /// Looks at a process; nil when there is none.
    init?(of pid: Int32) {
        // Files of /proc have no size: they are read to their end.
        guard let map = Self.read("/proc/\(pid)/smaps"), let state = Self.read("/proc/\(pid)/stat") else { return nil }
        self.init(map: map, state: state)
    }

    /// - Parameters:
    ///   - map: `/proc/PID/smaps`.
    ///   - state: `/proc/PID/stat`.
    init(map: String, state: String) {
        var (code, name): ([String: Int], Substring?) = ([:], nil)
        for line in map.utf8.split(separator: UInt8(ascii: "\n")) {
            if let first = line.first, first >= UInt8(ascii: "a") || first <= UInt8(ascii: "9") {
                // A mapping: its addresses, in lower case, its rights, and its file at the end.
                let fields = Substring(line).split(separator: " ")
                let isCode = fields.count > 5 && fields[1].dropFirst(2).first == "x"
                name = isCode ? fields[5].split(separator: "/").last : nil
            } else if let file = name, Substring(line).hasPrefix("Rss:") {
                code[String(file), default: 0] +=
                    Substring(line).split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                name = nil
            }
        }
        self.code = code
        // proc_pid_stat(5): the name, in parentheses, may hold spaces; utime and stime are fields 14 and 15.
        let fields = state[(state.lastIndex(of: ")") ?? state.startIndex)...].split(separator: " ")
        let ticks = fields.count > 13 ? fields[12...13].reduce(0) { $0 + (Int($1) ?? 0) } : 0
        // USER_HZ is 100 on every Linux that we run on.
        processorTime = Double(ticks) / 100
    }

    /// The KiB of a library's code.
    /// - Parameter library: such as `libavcodec`.
    func code(of library: String) -> Int {
        code.reduce(0) { $0 + ($1.key.hasPrefix(library + ".") ? $1.value : 0) }
    }

    /// The version of a library by the name of its file: `59.37.100` for `libavcodec.so.59.37.100`; nil when it is not
    /// mapped.
    func version(of library: String) -> String? {
        let mark = library + ".so."
        return code.keys.first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    }

    /// The programs that a process has started and that still run.
    static func children(of pid: Int32) -> [String] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        let children = threads.flatMap { thread in
            (read("/proc/\(pid)/task/\(thread)/children") ?? "").split(separator: " ")
        }
        return children.compactMap { read("/proc/\($0)/comm")?.trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    private static func read(_ path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        return (try? file.readToEnd()).map { String(decoding: $0, as: UTF8.self) }
    }
}
