/// A `ROADWAVE_` variable of the environment that has no effect.
package struct UnusedVariable: Hashable, Sendable, CustomStringConvertible {
    /// Why it has none.
    package enum Reason: Hashable, Sendable {
        /// The name looks like no setting. Others may well use the prefix: Kubernetes gives each pod
        /// `ROADWAVE_SERVICE_HOST` and more, of a service that is called `roadwave`.
        case unknown
        /// The name is nearly that of a setting, which would keep its default.
        case misspelt(NodeConfiguration.Key)
        /// The name is, or nearly is, that of a setting which this version does not have: a place for the data.
        case unsupported
    }

    /// The name as it is in the environment.
    package var name: String
    /// Why it has no effect.
    package var reason: Reason

    /// Whether a node must not start with it: it would be open, or write elsewhere, against what its operator asked.
    package var stopsStart: Bool { reason != .unknown }

    /// One line for whoever starts the node.
    package var description: String {
        switch reason {
        case .unknown: "\(name) is not a setting and has no effect"
        case .misspelt(let key): "\(name) is not a setting: did you mean \(key.rawValue)?"
        case .unsupported: "\(name) is not supported by this version: unset it"
        }
    }

    /// Those among the names of an environment's variables, in alphabetical order.
    package static func among(_ names: some Sequence<String>) -> [UnusedVariable] {
        names.filter { $0.hasPrefix(prefix) }.sorted().compactMap { name in
            if NodeConfiguration.Key(rawValue: name) != nil || tooling.contains(name) { return nil }
            return UnusedVariable(name: name, reason: reason(of: name))
        }
    }

    private static let prefix = "ROADWAVE_"

    /// Read by the scripts and the tests of the project, which may well start a node.
    private static let tooling: Set = [
        "ROADWAVE_CACHE", "ROADWAVE_DISTRIBUTION_SECONDS", "ROADWAVE_FUZZ_SECONDS", "ROADWAVE_PYTHON",
        "ROADWAVE_SCRATCH", "ROADWAVE_SERVER", "ROADWAVE_SERVICES",
    ]

    /// Those of the secondary S3 storage.
    private static let unsupported = ["ENDPOINT", "BUCKET", "KEY", "SECRET", "REGION"].map {
        "\(prefix)S3_SECONDARY_\($0)"
    }

    /// What the name most looks like: two thirds of the letters of both are the same, in the same order. With less, it is
    /// another word.
    private static func reason(of name: String) -> Reason {
        let letters = Array(name.uppercased().utf8.dropFirst(prefix.utf8.count))
        // A name far longer than any key is no misspelling of it, and not worth the time of comparing.
        guard letters.count <= 64 else { return .unknown }
        // No setting ends like this; of a service called `roadwave-redis`, Kubernetes gives `ROADWAVE_REDIS_PORT`.
        guard !name.hasSuffix("_PORT") else { return .unknown }
        func likeness(to key: String) -> Double {
            let meant = Array(key.utf8.dropFirst(prefix.utf8.count))
            let total = letters.count + meant.count
            return Double(total - meant.difference(from: letters).count) / Double(total)
        }
        let settings = NodeConfiguration.Key.allCases.map { (Reason.misspelt($0), likeness(to: $0.rawValue)) }
        let others = unsupported.map { (Reason.unsupported, likeness(to: $0)) }
        guard let (reason, likeness) = (settings + others).max(by: { $0.1 < $1.1 }), likeness >= 2.0 / 3
        else { return .unknown }
        return reason
    }
}
