internal import Foundation

/// The load of the machine according to Linux: its processors and its memory.
struct MachineLoad: Sendable {
    private let busy: Double
    private let total: Double

    /// The share of the coming period in which the processors are busy.
    static func usage(during period: Duration) async throws -> Double {
        let before = try MachineLoad()
        // why: the period that is looked at.
        try await Task.sleep(for: period)
        return try MachineLoad().usage(since: before)
    }

    private init() throws {
        let line = try Self.lines("/proc/stat").first { $0.hasPrefix("cpu ") } ?? ""
        // user nice system idle iowait irq softirq steal
        let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        total = ticks.reduce(0, +)
        busy = total - ticks.dropFirst(3).prefix(2).reduce(0, +)
    }

    private func usage(since earlier: MachineLoad) -> Double {
        total > earlier.total ? (busy - earlier.busy) / (total - earlier.total) : 0
    }

    /// The memory that programs use, and all of it, in megabytes.
    static func memory() throws -> (used: Double, total: Double) {
        let lines = try lines("/proc/meminfo")
        func megabytes(_ name: String) -> Double {
            let line = lines.first { $0.hasPrefix(name + ":") } ?? ""
            return line.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 * 1_024 / 1e6 } ?? 0
        }
        return (megabytes("MemTotal") - megabytes("MemAvailable"), megabytes("MemTotal"))
    }

    private static func lines(_ path: String) throws -> [Substring] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    }
}
