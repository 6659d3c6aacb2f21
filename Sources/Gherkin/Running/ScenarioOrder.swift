/// In which order scenarios are run.
public enum ScenarioOrder: Sendable, Hashable {
    /// As the files have them.
    case defined
    /// The last one first.
    case reverse
    /// Shuffled; the same seed gives the same order.
    case random(seed: UInt64)

    func arrange<Element>(_ elements: [Element]) -> [Element] {
        switch self {
        case .defined:
            return elements
        case .reverse:
            return elements.reversed()
        case .random(let seed):
            var generator = SplitMix64(state: seed)
            return elements.shuffled(using: &generator)
        }
    }
}

extension ScenarioOrder {
    /// Reads `defined`, `reverse`, `random` or `random:SEED`; `nil` for anything else.
    ///
    /// Without a seed one is drawn, so that the report can tell how to run in the same order again.
    public init?(_ text: String) {
        switch text {
        case "defined":
            self = .defined
        case "reverse":
            self = .reverse
        case "random":
            self = .random(seed: UInt64.random(in: 0...99_999))
        default:
            let prefix = "random:"
            guard text.hasPrefix(prefix), let seed = UInt64(text.dropFirst(prefix.count)) else { return nil }
            self = .random(seed: seed)
        }
    }
}

/// The generator of Steele, Lea and Flood (2014): small, and the same on every machine, which the system's is not.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
