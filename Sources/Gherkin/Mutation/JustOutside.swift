/// Where a number of the text has to be moved so that it is just outside what the checks accept.
///
/// Which checks depend on the number, and how, is seen from a second run of the step with the number a little larger,
/// in which checks are recorded and not enforced: `48` in the text may well be 48,000 in a check.
struct JustOutside {
    /// The number as it stands in the text.
    let value: Double
    /// The number in the second run.
    let probe: Double

    /// A number to try, and the finest step that has to be written for it.
    struct Target: Hashable {
        let value: Double
        let resolution: Double
    }

    /// The numbers to try: one above, one below, or one where only one side is outside. Empty when no check depends on
    /// the number.
    func targets(trueChecks: [CheckRecord], probeChecks: [CheckRecord]) -> [Target] {
        let targets = zip(trueChecks, probeChecks).flatMap { self.targets($0, $1) }
        // Of several checks the one that is outside first: the smallest move that anything could notice.
        let above = targets.filter { $0.value > value }.min { $0.value < $1.value }
        let below = targets.filter { $0.value < value }.max { $0.value < $1.value }
        return [above, below].compactMap(\.self)
    }

    private func targets(_ check: CheckRecord, _ probed: CheckRecord) -> [Target] {
        guard check.label == probed.label, check.sourceReference == probed.sourceReference,
            case .number(let expected) = check.expectation.value,
            case .number(let moved) = probed.expectation.value, moved != expected
        else { return [] }
        let slope = (moved - expected) / (probe - value)
        guard case .number(let measured) = check.measured, slope.isFinite else {
            return [Target(value: probe, resolution: 0)]
        }
        // Far enough that neither rounding nor a printed decimal hides it.
        let margin = max(1e-6 * abs(measured), 1e-6)
        let outside: [Double]
        switch check.expectation.comparison {
        case .equal, .contains:
            return [Target(value: probe, resolution: 0)]
        case .different:
            outside = [measured]
        case .approximate(let tolerance):
            let reach = tolerance * 1.01 + margin
            outside = [measured + reach, measured - reach]
        case .atLeast:
            outside = [measured + margin]
        case .atMost:
            outside = [measured - margin]
        case .greater, .less:
            outside = [measured]
        }
        let resolution = max(abs(outside.map { $0 - measured }.max() ?? 0) / 100, margin) / abs(slope)
        return outside.map { Target(value: value + ($0 - expected) / slope, resolution: resolution) }
    }
}

extension JustOutside.Target {
    /// How many decimals show the resolution; at most 9, beyond which a Double has no more to tell.
    func decimals(atLeast decimals: Int) -> Int {
        guard resolution > 0 else { return decimals }
        var count = decimals
        while count < 9, powerOfTen(-count) > resolution { count += 1 }
        return count
    }

    /// The number with so many decimals, rounded away from `origin`.
    func rounded(awayFrom origin: Double, decimals: Int) -> Double {
        let scale = powerOfTen(decimals)
        let scaled = value * scale
        // A value that is whole but for the noise of a Double is whole.
        let whole = scaled.rounded()
        if abs(scaled - whole) < 1e-6 { return whole / scale }
        return scaled.rounded(value > origin ? .up : .down) / scale
    }
}
