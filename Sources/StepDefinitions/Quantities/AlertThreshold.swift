/// A threshold as the specification writes it: `>80%`, `>80% capacité`, `>90`, `>200ms`.
struct AlertThreshold: Sendable, Hashable {
    let value: Double
    /// What is written behind the number.
    let unit: String

    init?(_ text: String) {
        guard let match = text.firstMatch(of: /^>\s*([0-9]+(?:[.,][0-9]+)?)\s*(% capacité|%|ms|)$/),
            let value = Double(match.1.replacing(",", with: "."))
        else { return nil }
        self.value = value
        unit = String(match.2)
    }
}
