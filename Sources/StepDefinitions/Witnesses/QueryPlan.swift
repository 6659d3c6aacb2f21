internal import Foundation

/// The output of `EXPLAIN (ANALYZE, FORMAT JSON)` for an executed statement.
struct QueryPlan: Sendable {
    /// The rows that conditions removed after they were read, in all loops.
    private(set) var removed = 0
    /// The tables that were read from their beginning to their end.
    private(set) var wholeTables: Set<String> = []
    /// The indexes that were used.
    private(set) var indexes: Set<String> = []

    /// - Parameter json: what PostgreSQL answers, in one line; nil for anything else.
    init?(json: String) {
        guard let list = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]],
            let root = list.first?["Plan"] as? [String: Any]
        else { return nil }
        add(root)
    }

    private mutating func add(_ node: [String: Any]) {
        let loops = (node["Actual Loops"] as? NSNumber)?.intValue ?? 0
        for (key, value) in node where key.hasPrefix("Rows Removed by") {
            removed += ((value as? NSNumber)?.intValue ?? 0) * loops
        }
        if node["Node Type"] as? String == "Seq Scan", loops > 0, let table = node["Relation Name"] as? String {
            wholeTables.insert(table)
        }
        if let index = node["Index Name"] as? String { indexes.insert(index) }
        for child in node["Plans"] as? [[String: Any]] ?? [] { add(child) }
    }
}
