internal import Foundation

/// What a process has used of the machine so far: proc(5).
struct ProcessUsage {
    private let cpuSeconds: Double
    private let time = ContinuousClock.now
    /// Its share of the memory, in MB (`Pss` of smaps_rollup): pages that others use too count in part.
    let proportionalMegabytes: Double

    init(of process: Int32) throws {
        // After the name, which may hold anything: utime and stime are fields 14 and 15, field 3 is the first here.
        let status = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = status.drop { $0 != ")" }.dropFirst(2).split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw BenchError("/proc/\(process)/stat cannot be read")
        }
        cpuSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        let memory = try String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8)
        let line = memory.split(separator: "\n").first { $0.hasPrefix("Pss:") }
        guard let kilobytes = line?.split(separator: " ").dropLast().last.flatMap({ Double($0) }) else {
            throw BenchError("/proc/\(process)/smaps_rollup tells no Pss")
        }
        proportionalMegabytes = kilobytes * 1_024 / 1e6
    }

    /// The share of one core that it used since `before`.
    func cpuPercent(since before: ProcessUsage) -> Double {
        (cpuSeconds - before.cpuSeconds) / ((time - before.time) / .seconds(1)) * 100
    }
}
