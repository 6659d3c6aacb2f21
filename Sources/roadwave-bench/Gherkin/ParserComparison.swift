internal import Foundation

/// The figures of both parsers on one file.
struct ParserComparison {
    let bytes: Int
    let ours: ParserFigures
    let official: ParserFigures

    /// How many times as fast as gherkin-official.
    var ratio: Double { official.seconds / ours.seconds }

    var table: String {
        let size = String(format: "%.1f MB, %d scenarios, %d steps", Double(bytes) / 1e6, ours.pickles, ours.steps)
        return """
            parse and pickles: \(size)
                                 seconds     MB/s   peak MB
            \(row("RoadWave", ours))
            \(row("gherkin-official", official))
            \(String(format: "%.1f times as fast (goal: 20), peak %.0f MB (goal: 60)", ratio, peakMegabytes(ours)))
            """
    }

    /// The keys are those that outside readers of `ci/bench --json` rely on.
    var json: Data {
        get throws {
            let figures = [
                "seconds": ours.seconds, "mb_per_s": megabytesPerSecond(ours), "peak_mb": peakMegabytes(ours),
                "ratio_to_gherkin_official": ratio, "gherkin_official_seconds": official.seconds,
                "gherkin_official_peak_mb": peakMegabytes(official),
            ]
            return try JSONSerialization.data(withJSONObject: figures, options: [.prettyPrinted, .sortedKeys])
        }
    }

    private func row(_ name: String, _ figures: ParserFigures) -> String {
        let name = name.padding(toLength: 18, withPad: " ", startingAt: 0)
        return name
            + String(
                format: "%10.3f %8.1f %9.1f", figures.seconds, megabytesPerSecond(figures), peakMegabytes(figures))
    }

    private func megabytesPerSecond(_ figures: ParserFigures) -> Double {
        Double(bytes) / 1e6 / figures.seconds
    }

    private func peakMegabytes(_ figures: ParserFigures) -> Double {
        Double(figures.peakKilobytes) * 1024 / 1e6
    }
}
