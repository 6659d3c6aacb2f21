import Foundation
import NIOCore

/// What the listeners saw of the node in one period.
struct AudienceFigures: Sendable {
    /// How long each heartbeat took to be answered, from when it was due.
    var beats: [TimeAmount] = []
    /// How long each join and each leave took.
    var changes: [TimeAmount] = []
    /// Requests that were not answered as they should be, by status.
    var refusals: [Int: Int] = [:]
    /// One of them, for the table.
    var example: String?

    mutating func refuse(_ answer: Answer) {
        refusals[answer.status, default: 0] += 1
        example = example ?? String("\(answer.status) \(answer.body)".prefix(200))
    }

    mutating func add(_ other: AudienceFigures) {
        beats += other.beats
        changes += other.changes
        refusals.merge(other.refusals, uniquingKeysWith: +)
        example = example ?? other.example
    }

    /// One line of JSON.
    /// - Parameter period: how long it took.
    func json(in period: TimeAmount) throws -> String {
        let report = Report(
            seconds: Double(period.nanoseconds) / 1e9, beats: beats.count, changes: changes.count,
            refused: refusals.values.reduce(0, +), example: example,
            beatP50: Self.milliseconds(beats, 0.5), beatP99: Self.milliseconds(beats, 0.99),
            beatMaximum: Self.milliseconds(beats, 1), changeP99: Self.milliseconds(changes, 0.99))
        return String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
    }

    private struct Report: Encodable {
        var seconds: Double
        var beats: Int
        var changes: Int
        var refused: Int
        var example: String?
        var beatP50: Double
        var beatP99: Double
        var beatMaximum: Double
        var changeP99: Double
    }

    /// The value that `share` of all do not exceed.
    private static func milliseconds(_ times: [TimeAmount], _ share: Double) -> Double {
        guard !times.isEmpty else { return 0 }
        let index = Int((Double(times.count) * share).rounded(.up)) - 1
        return Double(times.sorted()[max(0, index)].nanoseconds) / 1e6
    }
}
