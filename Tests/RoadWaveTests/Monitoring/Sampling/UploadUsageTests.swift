import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("The use of the uplink")
struct UploadUsageTests {
    private static let routes =
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
        + "eth1\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\neth1\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\n"

    private func devices(_ sent: KeyValuePairs<String, Int>) -> String {
        "Inter-| Receive | Transmit\n face |bytes |bytes\n"
            + sent.map { "\($0.key): 7 1 0 0 0 0 0 0 \($0.value) 1 0 0 0 0 0 0\n" }.joined()
    }

    /// The usage of an uplink of 1 Mbit/s in a second between two states.
    private func usage(
        _ first: [String: String], _ second: [String: String], interface: String? = nil
    ) throws -> Double? {
        let machine = try FakeMachine(first)
        var usage = UploadUsage(files: machine.files, interface: interface, bitsPerSecond: 1_000_000)
        #expect(usage.take(at: .zero) == nil)
        try machine.write(second)
        return usage.take(at: .zero + .seconds(1))
    }

    @Test("100,000 bytes a second of 1 Mbit/s are 80 %, counted on the interface of the default route")
    func route() throws {
        let first = ["/proc/net/route": Self.routes, "/proc/net/dev": devices(["  lo": 0, "eth0": 0, "eth1": 500])]
        let second = ["/proc/net/dev": devices(["  lo": 9_999_999, "eth0": 9_999_999, "eth1": 100_500])]
        #expect(try usage(first, second) == 0.8)
    }

    @Test("an interface that is named counts, and is no value when it is not there")
    func named() throws {
        let first = ["/proc/net/dev": devices(["  lo": 0, "eth0": 0])]
        let second = ["/proc/net/dev": devices(["  lo": 25_000, "eth0": 9])]
        #expect(try usage(first, second, interface: "lo") == 0.2)
        #expect(try usage(first, second, interface: "wlan0") == nil)
    }

    @Test("without a default route all interfaces count but the loopback, and without any nothing is sent")
    func noRoute() throws {
        let first = ["/proc/net/dev": devices(["  lo": 0, "eth0": 0, "eth1": 0])]
        let second = ["/proc/net/dev": devices(["  lo": 9_999, "eth0": 25_000, "eth1": 25_000])]
        #expect(try usage(first, second) == 0.4)
        #expect(try usage(["/proc/net/dev": devices(["lo": 0])], ["/proc/net/dev": devices(["lo": 9])]) == 0)
    }

    @Test("a counter that goes back is no value, and neither is a missing file")
    func noValue() throws {
        let routes = ["/proc/net/route": Self.routes]
        let first = routes.merging(["/proc/net/dev": devices(["eth1": 500])]) { $1 }
        #expect(try usage(first, ["/proc/net/dev": devices(["eth1": 100])]) == nil)
        #expect(try usage(routes, [:]) == nil)
    }

    @Test("a default route of IPv6 counts where there is none of IPv4")
    func ipv6() throws {
        let zero = String(repeating: "0", count: 32)
        let route =
            "\(zero) 00 \(zero) 00 fe80\(zero.dropFirst(4)) 00000400 00000001 00000000 00000003     eth0\n"
            + "\(zero) 00 \(zero) 00 \(zero) ffffffff 00000001 00000000 00200200       lo\n"
        let first = ["/proc/net/ipv6_route": route, "/proc/net/dev": devices(["eth0": 0, "eth1": 0])]
        #expect(try usage(first, ["/proc/net/dev": devices(["eth0": 12_500, "eth1": 99_999])]) == 0.1)
    }
}
