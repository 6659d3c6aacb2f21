import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("The use of processor time")
struct CPUUsageTests {
    private static let group = "/sys/fs/cgroup/pod/node"

    /// The usage in a second between two states of a machine.
    private func usage(_ first: [String: String], _ second: [String: String], seconds: Int = 1) throws -> Double? {
        let machine = try FakeMachine(first)
        var usage = CPUUsage(files: machine.files)
        #expect(usage.take(at: .zero) == nil)
        try machine.write(second)
        return usage.take(at: .zero + .seconds(seconds))
    }

    /// Of processors that have been idle for a tick before.
    private func stat(_ processors: [(used: Int, idle: Int)]) -> String {
        "cpu  1 0 0 1 0 0 0 0 0 0\n"
            + processors.enumerated().map { "cpu\($0) \($1.used) 0 0 \($1.idle + 1) 0 0 0 0 0 0\n" }.joined()
    }

    @Test("1.2 s a second of a quota of 150 ms in 100 ms are exactly 80 %")
    func quota() throws {
        let before = FakeMachine.unified("/pod/node").merging([
            "\(Self.group)/cpu.max": "150000 100000\n", "\(Self.group)/cpu.stat": "usage_usec 5000000\nuser_usec 1\n",
        ]) { $1 }
        #expect(try usage(before, ["\(Self.group)/cpu.stat": "usage_usec 6200000\n"]) == 0.8)
    }

    @Test("a quota of a parent counts where the own group has none")
    func parentQuota() throws {
        let before = FakeMachine.unified("/pod/node").merging([
            "\(Self.group)/cpu.max": "max 100000\n", "\(Self.group)/cpu.stat": "usage_usec 0\n",
            "/sys/fs/cgroup/pod/cpu.max": "200000 100000\n", "/sys/fs/cgroup/pod/cpu.stat": "usage_usec 0\n",
        ]) { $1 }
        #expect(try usage(before, ["/sys/fs/cgroup/pod/cpu.stat": "usage_usec 1500000\n"]) == 0.75)
    }

    @Test("without a quota, the four processors that the node may use of six count")
    func allowed() throws {
        let before = FakeMachine.unified("/").merging([
            "/proc/self/status": "Name:\tx\nCpus_allowed_list:\t0-1,3,5\n",
            "/proc/stat": stat(Array(repeating: (used: 0, idle: 0), count: 6)),
        ]) { $1 }
        let busy = stat([
            (used: 80, idle: 20), (used: 80, idle: 20), (used: 0, idle: 100), (used: 80, idle: 20),
            (used: 100, idle: 0), (used: 80, idle: 20),
        ])
        #expect(try usage(before, ["/proc/stat": busy]) == 0.8)
    }

    @Test("of a quota and the machine, the one that is closer to its limit counts")
    func nearest() throws {
        let before = FakeMachine.unified("/pod/node").merging([
            "\(Self.group)/cpu.max": "100000 100000", "\(Self.group)/cpu.stat": "usage_usec 0",
            "/proc/stat": stat([(used: 0, idle: 0)]),
        ]) { $1 }
        let after = ["\(Self.group)/cpu.stat": "usage_usec 500000", "/proc/stat": stat([(used: 90, idle: 10)])]
        #expect(try usage(before, after) == 0.9)
    }

    @Test("a quota of version 1 counts, and −1 is none")
    func legacy() throws {
        let group = "/box"
        let quota = "/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us"
        let before = FakeMachine.legacy(group).merging([
            quota: "50000\n", "/sys/fs/cgroup/cpu/box/cpu.cfs_period_us": "100000\n",
            "/sys/fs/cgroup/cpuacct/box/cpuacct.usage": "0\n", "/proc/stat": stat([(used: 0, idle: 0)]),
        ]) { $1 }
        let after = [
            "/sys/fs/cgroup/cpuacct/box/cpuacct.usage": "250000000\n", "/proc/stat": stat([(used: 10, idle: 90)]),
        ]
        #expect(try usage(before, after) == 0.5)
        #expect(try usage(before.merging([quota: "-1\n"]) { $1 }, after) == 0.1)
    }

    @Test("in a container that sees its own group as the root of the tree, its quota counts")
    func container() throws {
        var before = FakeMachine.unified("/kubepods/pod1/node")
        before["/proc/self/mountinfo"] =
            "30 23 0:26 /kubepods/pod1/node /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n"
        before["/sys/fs/cgroup/cpu.max"] = "100000 100000"
        before["/sys/fs/cgroup/cpu.stat"] = "usage_usec 0"
        #expect(try usage(before, ["/sys/fs/cgroup/cpu.stat": "usage_usec 400000"]) == 0.4)
    }

    @Test("a counter that goes back, a second reading at the same time and missing files are no value")
    func noValue() throws {
        let before = ["/proc/stat": stat([(used: 100, idle: 100)])]
        #expect(try usage(before, ["/proc/stat": stat([(used: 0, idle: 200)])]) == nil)
        #expect(try usage(before, before, seconds: 0) == nil)
        #expect(try usage([:], [:]) == nil)
        #expect(try usage(["/proc/stat": "cpu0 x y\ncpu\n"], ["/proc/stat": "\u{0}\n"]) == nil)
    }

    @Test("the usage of this machine is a share")
    func here() async throws {
        var usage = CPUUsage()
        _ = usage.take(at: .zero)
        let start = ContinuousClock.now
        var value: Double?
        var sum = 0.0
        while value == nil {
            for number in 0..<100_000 { sum += Double(number) }
            value = usage.take(at: .zero + (ContinuousClock.now - start))
        }
        #expect(try #require(value) >= 0)
        #expect(sum > 0)
    }
}
