internal import RoadWaveRTC

/// The use of processor time by the node and its surroundings: of all limits that apply to the node, the share of the
/// one that is closest to being reached.
///
/// The limits are the quotas of the control groups, each against the time of that whole group, and the processors that
/// the node may run on, which it shares with the machine's other programs. A value over 1 is possible for a moment, if
/// a quota carries unused time over. See docs/decisions/monitoring.md, « What is 100 % ».
struct CPUUsage: Sendable {
    /// The time used under one limit, and the time available in one second.
    private struct Reading: Hashable {
        var used: Double
        /// Of the same unit as `used`, in one second; nil where `total` grows by itself.
        var perSecond: Double?
        var total: Double?
    }

    private let files: MachineFiles
    private let cpu: ControlGroups.Tree?
    /// In version 1, the tree with the times; the limits are in that of `cpu`.
    private let accounting: ControlGroups.Tree?
    private var last: (readings: [String: Reading], time: MonotonicTime)?

    init(files: MachineFiles = MachineFiles()) {
        self.files = files
        let groups = ControlGroups(files: files)
        cpu = groups.tree(of: "cpu")
        accounting = groups.tree(of: "cpuacct")
    }

    /// The usage since the last call; nil at the first one, or without anything to read.
    mutating func take(at now: MonotonicTime) -> Double? {
        let readings = readings()
        defer { last = readings.isEmpty ? nil : (readings, now) }
        guard let last, now > last.time else { return nil }
        let seconds = (now - last.time) / .seconds(1)
        return readings.compactMap { name, reading -> Double? in
            guard let before = last.readings[name] else { return nil }
            let used = reading.used - before.used
            let available =
                if let total = reading.total, let earlier = before.total { total - earlier } else {
                    (reading.perSecond ?? 0) * seconds
                }
            // A counter that went back belongs to another group, or to a processor that was taken away.
            guard used >= 0, available > 0 else { return nil }
            return used / available
        }.max()
    }

    private func readings() -> [String: Reading] {
        var readings: [String: Reading] = [:]
        if let cpu {
            for folder in ControlGroups.folders(of: cpu) {
                if let reading = cpu.version == 2 ? unified(folder) : legacy(folder, below: cpu) {
                    readings[folder] = reading
                }
            }
        }
        if let machine { readings["machine"] = machine }
        return readings
    }

    /// A group of version 2: `cpu.max` is the quota and its period, `usage_usec` the time used.
    private func unified(_ folder: String) -> Reading? {
        let words = (files.text(folder + "/cpu.max") ?? "").split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), quota > 0, period > 0,
            let used = files.number("usage_usec", in: folder + "/cpu.stat")
        else { return nil }
        return Reading(used: used, perSecond: quota / period * 1e6)
    }

    /// A group of version 1, whose quota is −1 without a limit.
    private func legacy(_ folder: String, below tree: ControlGroups.Tree) -> Reading? {
        guard let quota = files.number(folder + "/cpu.cfs_quota_us"), quota > 0,
            let period = files.number(folder + "/cpu.cfs_period_us"), period > 0, let accounting,
            let used = files.number(
                accounting.root + folder.dropFirst(tree.root.count) + "/cpuacct.usage")
        else { return nil }
        return Reading(used: used, perSecond: quota / period * 1e9)
    }

    /// The processors that this process may run on, as `/proc/stat` counts their ticks.
    private var machine: Reading? {
        guard let text = files.text("/proc/stat") else { return nil }
        let allowed = allowedProcessors
        var (used, total) = (0.0, 0.0)
        for line in text.split(separator: "\n") where line.hasPrefix("cpu") {
            let words = line.split(separator: " ")
            guard let number = Int(words[0].dropFirst(3)), allowed?.contains(number) ?? true else { continue }
            // user nice system idle iowait irq softirq steal; the guests' time is in `user`.
            let ticks = words.dropFirst().prefix(8).compactMap { Double($0) }
            guard ticks.count >= 4 else { continue }
            let idle = ticks[3] + (ticks.count > 4 ? ticks[4] : 0)
            total += ticks.reduce(0, +)
            used += ticks.reduce(0, +) - idle
        }
        return total > 0 ? Reading(used: used, total: total) : nil
    }

    /// `Cpus_allowed_list:	0-3,8`; nil if it is not readable, or names none.
    private var allowedProcessors: Set<Int>? {
        let lines = (files.text("/proc/self/status") ?? "").split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("Cpus_allowed_list:") }) else { return nil }
        var processors: Set<Int> = []
        for part in line.drop(while: { $0 != "\t" && $0 != " " }).split(whereSeparator: { ", \t".contains($0) }) {
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last, last < 65_536 else { return nil }
            processors.formUnion(first...last)
        }
        return processors.isEmpty ? nil : processors
    }
}
