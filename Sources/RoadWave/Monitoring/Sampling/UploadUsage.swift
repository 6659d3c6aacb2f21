internal import RoadWaveRTC

/// The use of the machine's uplink: the bytes that an interface sends in a second.
///
/// The interface is the one of the default route, or the one that is named. Without a route, all interfaces count
/// except the loopback. See docs/decisions/monitoring.md, « What is 100 % ».
struct UploadUsage: Sendable {
    private let files: MachineFiles
    private let interface: String?
    private let bitsPerSecond: Int
    private var last: (bytes: Double, interfaces: [String], time: MonotonicTime)?

    /// - Parameter bitsPerSecond: the capacity of the uplink.
    init(files: MachineFiles = MachineFiles(), interface: String?, bitsPerSecond: Int) {
        self.files = files
        self.interface = interface
        self.bitsPerSecond = bitsPerSecond
    }

    /// The usage since the last call; nil at the first one, and if the interface is not there.
    mutating func take(at now: MonotonicTime) -> Double? {
        let sent = sentBytes
        let chosen = interface.map { [$0] } ?? defaultInterfaces ?? sent.keys.filter { $0 != "lo" }.sorted()
        // A machine without any other interface sends nothing.
        guard !sent.isEmpty, interface == nil || chosen.allSatisfy({ sent[$0] != nil }) else {
            last = nil
            return nil
        }
        let bytes = chosen.compactMap { sent[$0] }.reduce(0, +)
        defer { last = (bytes, chosen, now) }
        // A counter goes back when its interface is created again.
        guard let last, now > last.time, last.interfaces == chosen, bytes >= last.bytes else { return nil }
        return (bytes - last.bytes) * 8 / ((now - last.time) / .seconds(1)) / Double(bitsPerSecond)
    }

    /// By interface: the ninth number of its line.
    private var sentBytes: [String: Double] {
        let lines = (files.text("/proc/net/dev") ?? "").split(separator: "\n")
        let pairs = lines.compactMap { line -> (String, Double)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let numbers = line[line.index(after: colon)...].split(separator: " ")
            guard numbers.count >= 9, let bytes = Double(numbers[8]) else { return nil }
            return (String(line[..<colon].drop { $0 == " " }), bytes)
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    /// The interface of the default route of IPv4, else of IPv6; nil without one.
    private var defaultInterfaces: [String]? {
        for line in (files.text("/proc/net/route") ?? "").split(separator: "\n").dropFirst() {
            let words = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
            if words.count >= 8, words[1] == "00000000", words[7] == "00000000" { return [String(words[0])] }
        }
        for line in (files.text("/proc/net/ipv6_route") ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            // The route that refuses what has no other one is of `lo`.
            if words.count >= 10, words[0].allSatisfy({ $0 == "0" }), words[1] == "00", words[9] != "lo" {
                return [String(words[9])]
            }
        }
        return nil
    }
}
