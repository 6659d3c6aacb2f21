/// A `ROADWAVE_` variable of the environment that has no effect: most often a misspelt one, whose setting keeps its default.
public struct UnusedVariable: Hashable, Sendable, CustomStringConvertible {
    /// Why it has none.
    public enum Reason: Hashable, Sendable {
        /// The name is none of RoadWave's; the key is the nearest that is.
        case unknown(nearest: NodeConfiguration.Key?)
        /// The name is RoadWave's, of a service that this version does not speak to yet.
        case notYet
    }

    /// The name as it is in the environment.
    public var name: String
    /// Why it has no effect.
    public var reason: Reason

    /// One line for whoever starts the node.
    public var description: String {
        switch reason {
        case .unknown(let nearest?): "\(name) is not a setting and has no effect: did you mean \(nearest.rawValue)?"
        case .unknown(nil): "\(name) is not a setting and has no effect"
        case .notYet: "\(name) has no effect: this version does not use it yet"
        }
    }

    /// Those among the names of an environment's variables, in alphabetical order.
    public static func among(_ names: some Sequence<String>) -> [UnusedVariable] {
        names.filter { $0.hasPrefix(prefix) }.sorted().compactMap { name in
            if NodeConfiguration.Key(rawValue: name) != nil || tooling.contains(name) { return nil }
            return UnusedVariable(
                name: name, reason: services.contains(name) ? .notYet : .unknown(nearest: nearest(to: name)))
        }
    }

    private static let prefix = "ROADWAVE_"

    /// Read by the scripts and the tests of the project, which may well start a node.
    private static let tooling: Set = [
        "ROADWAVE_CACHE", "ROADWAVE_FUZZ_SECONDS", "ROADWAVE_PYTHON", "ROADWAVE_SCRATCH", "ROADWAVE_SERVER",
    ]

    /// Those of PostgreSQL, Redis, the two S3 storages and the keys of tokens.
    private static let services: Set<String> = {
        let storage = ["ENDPOINT", "BUCKET", "KEY", "SECRET", "REGION"]
        let storages = ["S3", "S3_SECONDARY"].flatMap { name in storage.map { "\(prefix)\(name)_\($0)" } }
        return Set(storages + ["POSTGRES_URL", "REDIS_URL", "JWT_KEYS"].map { prefix + $0 })
    }()

    /// The key that the name most looks like, within a third of its own letters: beyond, it is another word.
    private static func nearest(to name: String) -> NodeConfiguration.Key? {
        let letters = name.uppercased().utf8.dropFirst(prefix.utf8.count)
        // A name far longer than any key is no misspelling of it, and not worth the time of comparing.
        guard letters.count <= 64 else { return nil }
        let candidates = NodeConfiguration.Key.allCases.map { key in
            (key, EditDistance.between(letters, key.rawValue.utf8.dropFirst(prefix.utf8.count)))
        }
        guard let (key, distance) = candidates.min(by: { $0.1 < $1.1 }), distance * 3 <= letters.count else {
            return nil
        }
        return key
    }
}
