import Foundation

@testable import RoadWave

/// The files in which a machine says how busy it is, below a folder of a test.
struct FakeMachine {
    let directory: TemporaryDirectory

    init(_ files: [String: String] = [:]) throws {
        directory = try TemporaryDirectory()
        try write(files)
    }

    var files: MachineFiles { MachineFiles(root: directory.path) }

    func write(_ files: [String: String]) throws {
        for (path, text) in files {
            let file = URL(fileURLWithPath: directory.path + path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    /// A machine whose groups are of version 2, with this process in `group`.
    static func unified(_ group: String) -> [String: String] {
        [
            "/proc/self/mountinfo": "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n",
            "/proc/self/cgroup": "0::\(group)\n", "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids\n",
        ]
    }

    /// A machine whose groups are of version 1, beside an empty tree of version 2.
    static func legacy(_ group: String) -> [String: String] {
        [
            "/proc/self/mountinfo": """
            24 22 0:20 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
            25 22 0:21 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct
            26 22 0:22 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            27 22 0:23 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
            """,
            "/proc/self/cgroup": "4:memory:\(group)\n2:cpuacct:\(group)\n1:cpu:\(group)\n0::/\n",
            "/sys/fs/cgroup/unified/cgroup.controllers": "",
        ]
    }
}
