extension StepStatus {
    /// The sign before a step in a report.
    var sign: String {
        switch self {
        case .passed: "✔"
        case .skipped: "↷"
        case .pending: "…"
        case .undefined: "?"
        case .ambiguous: "≠"
        case .failed: "✘"
        }
    }

    /// The character for a step in the short report, as the other runners have it.
    var letter: String {
        switch self {
        case .passed: "."
        case .skipped: "-"
        case .pending: "P"
        case .undefined: "U"
        case .ambiguous: "A"
        case .failed: "F"
        }
    }

    /// So many scenarios (masculine in French) with this status.
    func scenarioCount(_ count: Int, in language: ReportLanguage) -> String {
        let plural = count > 1 ? "s" : ""
        return switch self {
        case .passed: language.pick("\(count) réussi\(plural)", "\(count) passed")
        case .skipped: language.pick("\(count) ignoré\(plural)", "\(count) skipped")
        case .pending: language.pick("\(count) en attente", "\(count) pending")
        case .undefined: language.pick("\(count) non défini\(plural)", "\(count) undefined")
        case .ambiguous: language.pick("\(count) ambigu\(plural)", "\(count) ambiguous")
        case .failed: language.pick("\(count) en échec", "\(count) failed")
        }
    }

    /// So many steps (feminine in French) with this status.
    func stepCount(_ count: Int, in language: ReportLanguage) -> String {
        let plural = count > 1 ? "s" : ""
        return switch self {
        case .passed: language.pick("\(count) réussie\(plural)", "\(count) passed")
        case .skipped: language.pick("\(count) ignorée\(plural)", "\(count) skipped")
        case .pending: language.pick("\(count) en attente", "\(count) pending")
        case .undefined: language.pick("\(count) non définie\(plural)", "\(count) undefined")
        case .ambiguous: language.pick("\(count) ambiguë\(plural)", "\(count) ambiguous")
        case .failed: language.pick("\(count) en échec", "\(count) failed")
        }
    }
}
