internal import ArgumentParser

/// A duration as it is written on a command line: `30s`, `500ms`, `2m`, or seconds without a unit.
struct Timeout: ExpressibleByArgument, CustomStringConvertible {
    let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    init?(argument: String) {
        let digits = argument.prefix { $0.isNumber || $0 == "." }
        // A day: longer is a mistake, and far from what a Duration can hold.
        guard let value = Double(digits), value > 0, value <= 86_400 else { return nil }
        switch argument.dropFirst(digits.count) {
        case "", "s": duration = .seconds(value)
        case "ms": duration = .milliseconds(value)
        case "m": duration = .seconds(value * 60)
        default: return nil
        }
    }

    var description: String { "\(duration / .seconds(1))s" }
}
