/// A page of metrics in the Prometheus text format, version 0.0.4.
struct PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Adds a metric with its values, in a stable order.
    /// - Parameter samples: by the labels, in the form that ``labels(_:)`` writes.
    mutating func add(_ name: String, _ kind: MetricKind, _ help: String, _ samples: [String: Double]) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        for (labels, value) in samples.sorted(by: { $0.key < $1.key }) {
            text += "\(name)\(labels) \(Self.number(value))\n"
        }
    }

    /// Labels as they follow a name; an empty text without labels.
    static func labels(_ dimensions: [(String, String)]) -> String {
        guard !dimensions.isEmpty else { return "" }
        return "{" + dimensions.map { "\($0.0)=\"\(escape($0.1))\"" }.joined(separator: ",") + "}"
    }

    private static func number(_ value: Double) -> String {
        Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private static func escape(_ label: String) -> String {
        label.reduce(into: "") { escaped, character in
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.append(character)
            }
        }
    }
}
