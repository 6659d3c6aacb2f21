import Testing

@testable import RoadWave

@Suite("Folded texts")
struct SearchTextTests {
    @Test(
        "case, accents, ligatures, apostrophes and the width of spaces do not matter",
        arguments: [
            ("ÉTÉ", "ete"), ("e\u{301}te\u{301}", "ete"), ("Œuvre", "oeuvre"), ("Lætitia", "laetitia"),
            ("L’été", "l'ete"), ("Straße", "strasse"), ("Bonjour\u{202F}!", "bonjour !"), ("a \u{a0} b", "a b"),
        ])
    func folded(_ text: String, _ folded: String) { #expect(SearchText.folded(text) == folded) }
}
