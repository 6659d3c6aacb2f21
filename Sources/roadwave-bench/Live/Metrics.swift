internal import Foundation
internal import FoundationNetworking

/// The node's own counts, from `GET /metrics`.
struct Metrics {
    private let admin: String

    init(_ admin: String) { self.admin = admin }

    /// A counter, once two looks in a row find it the same: what was sent last is still on its way at first.
    func settled(_ name: String) throws -> Int {
        var last = -1
        for _ in 0..<50 {
            let value = try read(name)
            if value == last { return value }
            last = value
            // why: packets of the last instant reach the node within milliseconds.
            Thread.sleep(forTimeInterval: 0.1)
        }
        throw BenchError("\(name) does not settle")
    }

    private func read(_ name: String) throws -> Int {
        guard let url = URL(string: admin + "/metrics"), let text = try? String(contentsOf: url, encoding: .utf8) else {
            throw BenchError("\(admin)/metrics does not answer")
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        guard let value = line?.split(separator: " ").last.flatMap({ Double($0) }) else {
            throw BenchError("/metrics has no \(name)")
        }
        return Int(value)
    }
}
