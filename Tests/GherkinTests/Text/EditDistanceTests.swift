import Testing

@testable import Gherkin

@Suite("Edit distance")
struct EditDistanceTests {
    @Test(
        "letters changed, added and left out count one each",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("niche", "chien", 4), ("Senario", "Scénario", 2),
            ("scénario", "scénario", 0),
        ])
    func letters(first: String, second: String, distance: Int) {
        #expect(EditDistance.between(Array(first), Array(second)) == distance)
    }

    @Test("costs are those that are given")
    func costs() {
        let distance = EditDistance.between(
            [1, 2, 3], [1, 9], change: { $0 == $1 ? 0 : 2.5 }, absorption: { $0 == 9 ? 0.5 : 1 }, addition: { _ in 1 })
        // 9 is added, and takes 2 and 3 in.
        #expect(distance == 2)
    }

    @Test(
        "accents are seen through, composed or not", arguments: [("é", "e"), ("e\u{301}", "e"), ("ç", "c"), ("ł", "ł")])
    func accents(letter: Character, plain: Character) {
        #expect(letter.withoutAccent == plain)
    }
}
