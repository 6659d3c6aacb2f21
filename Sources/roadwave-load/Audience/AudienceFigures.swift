import Foundation
import NIOCore

/// The measurements of the listeners in one period.
struct AudienceFigures: Sendable {
    /// The response time of each heartbeat, from its due time.
    var beats: [TimeAmount] = []
    /// The response time of each join and each leave.
    var changes: [TimeAmount] = []
    /// Requests with unexpected answers, by status.
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

    /// The quantile `share`: as many values do not exceed it.
    private static func milliseconds(_ times: [TimeAmount], _ share: Double) -> Double {
        guard !times.isEmpty else { return 0 }
        let index = Int((Double(times.count) * share).rounded(.up)) - 1
        return Double(times.sorted()[max(0, index)].nanoseconds) / 1e6
    }
}
