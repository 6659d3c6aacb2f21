import Testing

@testable import RoadWave

@Suite("List of lives")
struct LivePageTests {
    /// A live that began so many seconds after a noon.
    private func live(
        _ title: String, at seconds: Int64 = 0, zone: String? = nil, tags: [String] = [], age: String? = nil,
        state: LiveState = .live
    ) throws -> Live {
        Live(
            id: LiveID(), creator: UserID(token: "a"),
            metadata: try LiveMetadata(title: title, zoneGeo: zone, tags: tags, classificationAge: age),
            renditions: ["48k"], playerBuffer: .seconds(15), state: state, startedAt: Self.noon(plus: seconds))
    }

    private static func noon(plus seconds: Int64) -> WallDate {
        WallDate(millisecondsSince1970: 1_774_785_600_000 + seconds * 1_000)
    }

    private func titles(_ lives: [Live], _ filter: LiveFilter) -> [String] {
        LivePage(of: lives, matching: filter, after: nil).lives.map(\.metadata.title)
    }

    @Test("the newest comes first")
    func order() throws {
        let lives = [try live("b", at: 2), try live("c", at: 3), try live("a", at: 1)]
        #expect(titles(lives, LiveFilter()) == ["c", "b", "a"])
    }

    @Test("pages follow each other without a repetition or a hole, whatever begins meanwhile, or began together")
    func pages() throws {
        var lives = try (0..<7).map { try live("\($0)", at: $0 / 3) }
        let whole = LivePage(of: lives, matching: LiveFilter(), after: nil).lives.map(\.id)
        var found: [LiveID] = []
        var cursor: LiveCursor?
        repeat {
            let page = LivePage(of: lives, matching: LiveFilter(), after: cursor, limit: 3)
            #expect(page.lives.count <= 3)
            found += page.lives.map(\.id)
            cursor = page.next.flatMap { LiveCursor($0.description) }
            lives.append(try live("new", at: 100))
        } while cursor != nil
        #expect(found == whole)
    }

    @Test("a full last page has none after it")
    func fullPage() throws {
        let page = LivePage(of: [try live("a"), try live("b")], matching: LiveFilter(), after: nil, limit: 2)
        #expect(page.lives.count == 2)
        #expect(page.next == nil)
    }

    @Test("a title is found by a part of it, without case and accents", arguments: ["météo", "METEO", "des Routes"])
    func title(text: String) throws {
        let lives = [try live("La Météo des routes"), try live("Musique")]
        #expect(titles(lives, LiveFilter(title: text)) == ["La Météo des routes"])
    }

    @Test("the other filters keep what has the value")
    func filters() throws {
        let news = try live("a", zone: "Île-de-France", tags: ["Actualité", "Route"], age: "Tout public")
        let other = try live("b", at: 60, zone: "Bretagne", tags: ["Route"], age: "16 ans", state: .ended)
        let lives = [news, other, try live("c", at: 120)]
        #expect(titles(lives, LiveFilter(state: .ended)) == ["b"])
        #expect(titles(lives, LiveFilter(zoneGeo: "ile-de-france")) == ["a"])
        #expect(titles(lives, LiveFilter(zoneGeo: "france")) == [])
        #expect(titles(lives, LiveFilter(tags: ["route"])) == ["b", "a"])
        #expect(titles(lives, LiveFilter(tags: ["route", "actualite"])) == ["a"])
        #expect(titles(lives, LiveFilter(classificationAge: "16 ans")) == ["b"])
        #expect(titles(lives, LiveFilter(from: Self.noon(plus: 60))) == ["c", "b"])
        #expect(titles(lives, LiveFilter(to: Self.noon(plus: 60))) == ["a"])
    }

    @Test(
        "what is not a cursor is none",
        arguments: [
            "", "-", "1", "1-", "x-3f0c2c8e-6a53-4c58-9a59-0d8a4f0d9b11", "+1-3f0c2c8e-6a53-4c58-9a59-0d8a4f0d9b11",
        ])
    func malformedCursor(text: String) {
        #expect(LiveCursor(text) == nil)
    }
}
