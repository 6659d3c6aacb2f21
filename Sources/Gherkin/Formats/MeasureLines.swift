/// The measures of a step as lines of a report: the checks of one label that expect the same are one line.
///
/// « durée du segment : mesuré 1,98 à 2,02 s (10 mesures), attendu 2 s ± 0,022 »
struct MeasureLines {
    let language: ReportLanguage

    func lines(_ checks: [CheckRecord]) -> [String] {
        var groups: [Key: [CheckRecord]] = [:]
        var order: [Key] = []
        for check in checks {
            let key = Key(label: check.label, expectation: check.expectation, unit: check.unit)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(check)
        }
        return order.compactMap { groups[$0] }.map(line)
    }

    private struct Key: Hashable {
        let label: String
        let expectation: Expectation
        let unit: String
    }

    private func line(_ checks: [CheckRecord]) -> String {
        guard checks.count > 1, let first = checks.first else {
            return checks.first?.description(in: language) ?? ""
        }
        let numbers = checks.compactMap { if case .number(let number) = $0.measured { number } else { nil } }
        guard numbers.count == checks.count, let least = numbers.min(), let most = numbers.max(), least < most else {
            return (checks.last ?? first).description(in: language) + " (\(checks.count)×)"
        }
        let format = NumberFormat(language: language)
        let unit = first.unit.isEmpty ? "" : " \(first.unit)"
        let range = language.pick(
            "\(format.string(least)) à \(format.string(most))\(unit) (\(checks.count) mesures)",
            "\(format.string(least)) to \(format.string(most))\(unit) (\(checks.count) measures)")
        let expected = first.expectation.description(in: language, unit: first.unit)
        return language.pick(
            "\(first.label) : mesuré \(range), attendu \(expected)",
            "\(first.label): measured \(range), expected \(expected)")
    }
}
