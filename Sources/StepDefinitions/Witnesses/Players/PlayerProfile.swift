/// What one player needs of a live, as rules with their sources.
///
/// No phone runs the specification: a profile states what Apple and Google have written of their players, and is applied
/// to what was really served.
/// See docs/decisions/runner.md, « Players without phones ».
struct PlayerProfile: Sendable {
    let name: String
    let rules: [PlayerRule]

    /// Everything in `live` that breaks a rule.
    func violations(in live: ServedLive) -> [PlayerViolation] {
        rules.flatMap { rule in
            rule.violations(live).map { PlayerViolation(rule: rule.id, source: rule.source, detail: $0) }
        }
    }
}
