import Testing

@testable import RoadWave

@Suite("Edit distance")
struct EditDistanceTests {
    @Test(
        "it counts the letters to add, remove and replace, whichever text comes first",
        arguments: [("", "", 0), ("abc", "abc", 0), ("", "abc", 3), ("abc", "ab", 1), ("kitten", "sitting", 3)])
    func distance(lhs: String, rhs: String, expected: Int) {
        #expect(EditDistance.between(lhs.utf8, rhs.utf8) == expected)
        #expect(EditDistance.between(rhs.utf8, lhs.utf8) == expected)
    }
}
