/// The use of memory: of all limits that apply to the node, the share of the one that is closest to being reached.
///
/// Pages of files that the kernel can drop at any time count as free. See docs/decisions/monitoring.md, « What is 100 % ».
struct MemoryUsage: Sendable {
    /// In version 1 a group without a limit has the largest number of pages: more than any machine has memory.
    private static let unlimited = 1e18

    let files: MachineFiles
    /// The usable part of the machine's memory, in bytes; nil for all of it.
    let capacity: Int?
    private let tree: ControlGroups.Tree?

    init(files: MachineFiles = MachineFiles(), capacity: Int? = nil) {
        self.files = files
        self.capacity = capacity
        tree = ControlGroups(files: files).tree(of: "memory")
    }

    /// The usage now; nil without anything to read.
    func take() -> Double? {
        var shares = tree.map { tree in ControlGroups.folders(of: tree).compactMap { share(of: $0, tree) } } ?? []
        if let machine { shares.append(machine) }
        return shares.max()
    }

    private func share(of folder: String, _ tree: ControlGroups.Tree) -> Double? {
        let names =
            tree.version == 2
            ? (limit: "/memory.max", used: "/memory.current", droppable: "inactive_file")
            : (limit: "/memory.limit_in_bytes", used: "/memory.usage_in_bytes", droppable: "total_inactive_file")
        guard let limit = files.number(folder + names.limit), limit > 0, limit < Self.unlimited,
            let used = files.number(folder + names.used)
        else { return nil }
        return max(0, used - (files.number(names.droppable, in: folder + "/memory.stat") ?? 0)) / limit
    }

    private var machine: Double? {
        guard let total = files.number("MemTotal", in: "/proc/meminfo"), total > 0,
            let available = files.number("MemAvailable", in: "/proc/meminfo")
        else { return nil }
        // In kB.
        return max(0, total - available) * 1_024 / (capacity.map(Double.init) ?? total * 1_024)
    }
}
