extension CheckRecord {
    /// The check in words: « durée du segment : mesuré 2,005 s, attendu 2 s ± 0,022 ».
    public func description(in language: ReportLanguage) -> String {
        let measuredText = measured.description(in: language, unit: unit)
        let expectedText = expectation.description(in: language, unit: unit)
        return language.pick(
            "\(label) : mesuré \(measuredText), attendu \(expectedText)",
            "\(label): measured \(measuredText), expected \(expectedText)")
    }
}

extension Expectation {
    /// What is accepted, in words: « au moins 3 s ».
    func description(in language: ReportLanguage, unit: String) -> String {
        let text = value.description(in: language, unit: unit)
        switch comparison {
        case .equal:
            return text
        case .different:
            return language.pick("autre chose que \(text)", "anything but \(text)")
        case .approximate(let tolerance):
            return "\(text) ± \(NumberFormat(language: language).string(tolerance))"
        case .atLeast:
            return language.pick("au moins \(text)", "at least \(text)")
        case .atMost:
            return language.pick("au plus \(text)", "at most \(text)")
        case .greater:
            return language.pick("plus de \(text)", "more than \(text)")
        case .less:
            return language.pick("moins de \(text)", "less than \(text)")
        case .contains:
            return language.pick("contient \(text)", "contains \(text)")
        }
    }
}

extension MeasuredValue {
    /// A list or a text longer than this is cut in reports: a line for a person, not a dump.
    private static let longestText = 200

    /// The value in words, with its unit.
    func description(in language: ReportLanguage, unit: String = "") -> String {
        let suffix = unit.isEmpty ? "" : " \(unit)"
        switch self {
        case .number(let number):
            return NumberFormat(language: language).string(number) + suffix
        case .text(let text):
            let short = text.count > Self.longestText ? text.prefix(Self.longestText) + "…" : text[...]
            return language.pick("« \(short) »", "\"\(short)\"") + suffix
        case .boolean(let value):
            return value ? language.pick("oui", "yes") : language.pick("non", "no")
        case .list(let elements):
            let shown = elements.prefix(12).map { $0.description(in: language) }.joined(separator: ", ")
            let rest = elements.count > 12 ? ", … (\(elements.count))" : ""
            return "[\(shown)\(rest)]" + suffix
        case .absent:
            return language.pick("rien", "nothing")
        }
    }
}
