/// A `ROADWAVE_` variable of the environment that has no effect.
package struct UnusedVariable: Hashable, Sendable, CustomStringConvertible {
    /// Why it has no effect.
    package enum Reason: Hashable, Sendable {
        /// The name resembles no setting. Others may use the prefix: for a service called `roadwave`, Kubernetes gives
        /// each pod `ROADWAVE_SERVICE_HOST` and more.
        case unknown
        /// The name is almost the name of a setting, which would keep its default.
        case misspelt(NodeConfiguration.Key)
    }

    /// The name in the environment.
    package var name: String
    /// Why it has no effect.
    package var reason: Reason

    /// Whether a node must not start with it. Otherwise the node might be open, or write elsewhere, against its
    /// operator's intention.
    package var stopsStart: Bool { reason != .unknown }

    /// One line for the operator who starts the node.
    package var description: String {
        switch reason {
        case .unknown: "\(name) is not a setting and has no effect"
        case .misspelt(let key): "\(name) is not a setting: did you mean \(key.rawValue)?"
        }
    }

    /// The unused variables among the names of an environment, in alphabetical order.
    package static func among(_ names: some Sequence<String>) -> [UnusedVariable] {
        names.filter { $0.hasPrefix(prefix) }.sorted().compactMap { name in
            if NodeConfiguration.Key(rawValue: name) != nil || tooling.contains(name) { return nil }
            return UnusedVariable(name: name, reason: reason(of: name))
        }
    }

    private static let prefix = "ROADWAVE_"

    /// Variables of the project's scripts and tests, which may start a node.
    private static let tooling: Set = [
        "ROADWAVE_CACHE", "ROADWAVE_DISTRIBUTION_SECONDS", "ROADWAVE_FUZZ_SECONDS", "ROADWAVE_PYTHON",
        "ROADWAVE_SCRATCH", "ROADWAVE_SERVER", "ROADWAVE_SERVICES",
    ]

    /// The reason from the most similar setting: at least two thirds of the letters of both are the same, in the same
    /// order. With fewer, it is another word.
    private static func reason(of name: String) -> Reason {
        let letters = Array(name.uppercased().utf8.dropFirst(prefix.utf8.count))
        // A name far longer than any key is not a misspelling, and would take long to compare.
        guard letters.count <= 64 else { return .unknown }
        // No setting ends like this. For a service called `roadwave-redis`, Kubernetes sets `ROADWAVE_REDIS_PORT`.
        guard !name.hasSuffix("_PORT") else { return .unknown }
        func likeness(to key: String) -> Double {
            let meant = Array(key.utf8.dropFirst(prefix.utf8.count))
            let total = letters.count + meant.count
            return Double(total - meant.difference(from: letters).count) / Double(total)
        }
        let settings = NodeConfiguration.Key.allCases.map { (Reason.misspelt($0), likeness(to: $0.rawValue)) }
        guard let (reason, likeness) = settings.max(by: { $0.1 < $1.1 }), likeness >= 2.0 / 3 else { return .unknown }
        return reason
    }
}
