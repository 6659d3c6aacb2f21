import Testing

@testable import RoadWave

@Suite("French words")
struct FrenchWordsTests {
    @Test(
        "the forms of a word have one stem",
        arguments: [
            "actualités actualité", "radios radio", "journaux journal", "locales local locaux locale", "jeux jeu",
            "émissions émission", "premières premier", "chanteuses chanteur", "animatrice animateur",
            "sportive sportif sportifs", "musiciennes musicien", "écouter écoutez écoute écoutée", "œuvres œuvre",
            "culturelle culturel", "nationaux nationale", "heureuse heureux", "reportages reportage", "lives live",
        ])
    func forms(_ forms: String) {
        let stems = forms.split(separator: " ").map { FrenchWords.stem(SearchText.folded(String($0))) }
        #expect(Set(stems).count == 1, "\(stems)")
    }

    @Test("other words stay apart", arguments: ["radio rade", "journal jour", "mer mère", "été état", "6h30 6h3"])
    func others(_ words: String) {
        let stems = words.split(separator: " ").map { FrenchWords.stem(SearchText.folded(String($0))) }
        #expect(Set(stems).count == stems.count, "\(stems)")
    }

    @Test("short words stay as they are", arguments: ["bus", "art", "ete", "x", ""])
    func short(_ word: String) { #expect(FrenchWords.stem(word) == word) }
}
