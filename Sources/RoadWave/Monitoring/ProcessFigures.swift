internal import Foundation

/// The resource usage of the node's process: proc(5). The names are those of Prometheus's client libraries.
///
/// A figure that cannot be read is left out. In a process with several nodes, each node shows the whole process.
struct ProcessFigures {
    /// Of all threads.
    var cpuSeconds: Double?
    var residentBytes: Double?
    var openDescriptors: Double?
    var maximumDescriptors: Double?
    /// Seconds since 1970.
    var startTime: Double?

    /// - Parameter process: a folder of /proc.
    init(of process: String = "/proc/self") {
        let status = try? String(contentsOfFile: process + "/stat", encoding: .utf8)
        // The name, in parentheses, may hold anything. Field 3 is the first one after it.
        let fields = (status ?? "").split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        if fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let start = Double(fields[19]), let pages = Double(fields[21])
        {
            cpuSeconds = (user + system) / ticks
            residentBytes = pages * Double(sysconf(Int32(_SC_PAGESIZE)))
            startTime = Self.bootTime.map { $0 + start / ticks }
        }
        openDescriptors = (try? FileManager.default.contentsOfDirectory(atPath: process + "/fd")).map {
            Double($0.count)
        }
        let limit = sysconf(Int32(_SC_OPEN_MAX))
        if limit > 0 { maximumDescriptors = Double(limit) }
    }

    /// When the machine started, in seconds since 1970.
    private static var bootTime: Double? {
        let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst(6)) }
    }

    /// Adds the figures to a page of metrics.
    func add(to page: inout PrometheusText) {
        let figures: [(String, MetricKind, String, Double?)] = [
            ("process_cpu_seconds_total", .counter, "Processor time of the process, in seconds.", cpuSeconds),
            ("process_max_fds", .gauge, "The most files and sockets that the process may open.", maximumDescriptors),
            ("process_open_fds", .gauge, "Open files and sockets of the process.", openDescriptors),
            ("process_resident_memory_bytes", .gauge, "Memory of the process.", residentBytes),
            ("process_start_time_seconds", .gauge, "When the process started, in seconds since 1970.", startTime),
        ]
        for case (let name, let kind, let help, let value?) in figures { page.add(name, kind, help, ["": value]) }
    }
}
