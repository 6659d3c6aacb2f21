import Testing

@testable import RoadWave

@Suite("A page of lives")
struct LivePageTests {
    @Test("titles with the text as it is spelt come first, otherwise in the same order")
    func spelling() throws {
        let titles = ["Pêche", "Péché mignon", "PÊCHES", "Le pe\u{301}che\u{301}"]
        var page = LivePage(try titles.map { try Live.catalogued($0) }, limit: 50)
        page.putFirst(titlesWith: "péché")
        #expect(page.lives.map(\.metadata.title) == ["Péché mignon", "Le pe\u{301}che\u{301}", "Pêche", "PÊCHES"])
    }

    @Test("the next page begins after the last live of the list, in any display order")
    func cursor() throws {
        let lives = try ["b", "a", "c"].enumerated().map { try Live.catalogued($1, at: Double(-$0)) }
        var page = LivePage(lives, limit: 2)
        page.putFirst(titlesWith: "a")
        #expect(page.lives.map(\.metadata.title) == ["a", "b"])
        #expect(page.next == LiveCursor(lives[1]))
    }
}
