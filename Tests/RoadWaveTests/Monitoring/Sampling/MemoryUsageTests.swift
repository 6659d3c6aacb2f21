import Testing

@testable import RoadWave

@Suite("The use of memory")
struct MemoryUsageTests {
    private static let meminfo = "MemTotal:       8000000 kB\nMemFree: 1 kB\nMemAvailable:    6000000 kB\n"

    private func usage(_ files: [String: String], capacity: Int? = nil) throws -> Double? {
        let machine = try FakeMachine(files)
        return MemoryUsage(files: machine.files, capacity: capacity).take()
    }

    @Test("pages of files that can be dropped are free: 280 MB of 1 GB")
    func droppable() throws {
        let files = FakeMachine.unified("/node").merging([
            "/sys/fs/cgroup/node/memory.max": "1000000000\n", "/sys/fs/cgroup/node/memory.current": "980000000\n",
            "/sys/fs/cgroup/node/memory.stat": "anon 1\ninactive_file 700000000\nactive_file 5\n",
        ]) { $1 }
        #expect(try usage(files) == 0.28)
    }

    @Test("a limit of a parent counts where the own group has none")
    func parent() throws {
        let files = FakeMachine.unified("/pod/node").merging([
            "/sys/fs/cgroup/pod/node/memory.max": "max\n", "/sys/fs/cgroup/pod/node/memory.current": "1\n",
            "/sys/fs/cgroup/pod/memory.max": "536870912\n", "/sys/fs/cgroup/pod/memory.current": "402653184\n",
        ]) { $1 }
        #expect(try usage(files) == 0.75)
    }

    @Test("a limit of version 1 counts, and its largest number is none")
    func legacy() throws {
        let limit = "/sys/fs/cgroup/memory/box/memory.limit_in_bytes"
        var files = FakeMachine.legacy("/box").merging([
            limit: "1000\n", "/sys/fs/cgroup/memory/box/memory.usage_in_bytes": "950\n",
            "/sys/fs/cgroup/memory/box/memory.stat": "total_inactive_file 50\n", "/proc/meminfo": Self.meminfo,
        ]) { $1 }
        #expect(try usage(files) == 0.9)
        files[limit] = "9223372036854771712\n"
        #expect(try usage(files) == 0.25)
    }

    @Test("without a group the machine counts, against a capacity that is set or all of its memory")
    func machine() throws {
        #expect(try usage(["/proc/meminfo": Self.meminfo]) == 0.25)
        #expect(try usage(["/proc/meminfo": Self.meminfo], capacity: 1_024_000_000) == 2)
    }

    @Test("without anything to read there is no value", arguments: ["", "MemTotal: x kB", "MemTotal: 0 kB"])
    func nothing(meminfo: String) throws {
        #expect(try usage(["/proc/meminfo": meminfo]) == nil)
    }
}
