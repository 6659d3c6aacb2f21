/// A page of metrics in the Prometheus text format, version 0.0.4.
struct PrometheusText {
    enum Kind: String {
        case counter
        case gauge
    }

    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Adds a metric with one value.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        head(name, kind, help)
        text += "\(name) \(Self.number(value))\n"
    }

    /// Adds a metric with a value for each value of one label, in a stable order.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, by label: String, _ values: [String: Double]) {
        head(name, kind, help)
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            text += "\(name){\(label)=\"\(Self.escape(key))\"} \(Self.number(value))\n"
        }
    }

    private mutating func head(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
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
