internal import ArgumentParser

/// A duration as it is written on a command line: `30s`, `500ms`, `2m`, or seconds without a unit.
struct Timeout: CustomStringConvertible {
    let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    /// Reads the argument of an option.
    /// - Throws: `ValidationError` when it is none, or not above zero, or longer than a day.
    static func read(_ argument: String) throws -> Timeout {
        guard let duration = duration(argument) else { throw ValidationError("écrire 30s, 500ms ou 2m") }
        return Timeout(duration)
    }

    private static func duration(_ argument: String) -> Duration? {
        let digits = argument.prefix { $0.isNumber || $0 == "." }
        // A day: longer is a mistake, and far from what a Duration can hold.
        guard let value = Double(digits), value > 0, value <= 86_400 else { return nil }
        switch argument.dropFirst(digits.count) {
        case "", "s": return .seconds(value)
        case "ms": return .milliseconds(value)
        case "m": return .seconds(value * 60)
        default: return nil
        }
    }

    var description: String { "\(duration / .seconds(1))s" }
}
