import Foundation

/// What the kernel keeps for the clients of a port, as it tells itself in `/proc/net/tcp`.
enum SocketQueues {
    /// The most bytes that wait to be taken of one connection at a local port of IPv4.
    static func waiting(at port: Int) throws -> Int {
        let suffix = ":" + String(port, radix: 16, uppercase: true).leftPadded(to: 4)
        let table = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
        let queues = table.split(separator: "\n").dropFirst().compactMap { line -> Int? in
            // sl local_address rem_address st tx_queue:rx_queue …, in hexadecimal.
            let columns = line.split(separator: " ")
            guard columns.count > 4, columns[1].hasSuffix(suffix), columns[3] == "01" else { return nil }
            return Int(columns[4].prefix { $0 != ":" }, radix: 16)
        }
        return queues.max() ?? 0
    }
}

extension String {
    fileprivate func leftPadded(to length: Int) -> String {
        String(repeating: "0", count: max(0, length - count)) + self
    }
}
