import Testing

@testable import RoadWave

@Suite("The contract of the catalogue", .postgresServer, .timeLimit(.minutes(5)))
struct CatalogueContractTests {
    static let implementations = NodeDatabaseImplementation.allCases

    @Test("a live is read back as it was written, whatever its texts hold", arguments: implementations)
    func whole(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            let texts = [
                #"'; DROP TABLE lives; --"#, #"" \ {a,"b"} $1 %_ ?"#, "Été à Nîmes 🎙️", "\"\u{302}quoted", "null",
            ]
            for (index, text) in texts.enumerated() {
                let live = try Live.catalogued(
                    text, at: Double(index) + 0.001, zone: text, tags: texts, age: text, state: .interrupted)
                try await catalogue.record(live)
                let read = try #require(try await catalogue.live(live.id))
                #expect(read.metadata == live.metadata)
                #expect(read.metadata.tags == texts)
                #expect(read.creator == live.creator)
                #expect(read.renditions == ["96k", "48k"])
                #expect(read.playerBuffer == .seconds(15))
                #expect(read.state == .interrupted)
                #expect(read.startedAt == live.startedAt)
                #expect(read.endedAt == nil)
                #expect(read.endReason == nil)
                // A text finds itself: none of its characters has a special meaning.
                for filter in [
                    LiveFilter(title: text), LiveFilter(zoneGeo: text), LiveFilter(classificationAge: text),
                ] {
                    #expect(try await catalogue.titles(filter) == [text])
                }
                #expect(try await catalogue.titles(LiveFilter(tags: [text])).count == index + 1)
            }
            #expect(try await catalogue.live(LiveID()) == nil)
        }
    }

    @Test("an unreadable row is left out of the list, and hides no other", arguments: implementations)
    func unreadable(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            let lives = try (0..<5).map { try Live.catalogued("\($0)", at: Double($0)) }
            for live in lives { try await catalogue.record(live) }
            try await implementation.execute(
                "UPDATE lives SET state = 'elsewhere' WHERE live_id = '\(lives[3].id)'", on: database)
            let first = try await catalogue.page(matching: LiveFilter(), after: nil, limit: 3)
            #expect(first.lives.map(\.metadata.title) == ["4", "2"])
            #expect(first.unreadable == 1)
            let second = try await catalogue.page(matching: LiveFilter(), after: first.next, limit: 3)
            #expect(second.lives.map(\.metadata.title) == ["1", "0"])
            #expect(second.next == nil)
        }
    }

    @Test("the longest texts that a live may have fit", arguments: implementations)
    func longest(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            // Eight bytes a character are what the metadata accepts.
            let flags = { (count: Int) in String(repeating: "🇫🇷", count: count) }
            let tags = (0..<LiveMetadata.maximumTags).map { "\($0)" + flags(LiveMetadata.maximumText - 1) }
            let live = try Live.catalogued(flags(LiveMetadata.maximumTitle), zone: flags(80), tags: tags)
            try await database.catalogue.record(live)
            #expect(try await database.catalogue.live(live.id)?.metadata == live.metadata)
        }
    }

    @Test("a live that is written twice is stored once, with its last state", arguments: implementations)
    func repeated(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            let begun = try Live.catalogued("a", state: .interrupted)
            var live = begun
            live.state = .live
            let ended = live.over(.ended, .creator, at: 60)
            try await catalogue.record([begun, begun, live, live, begun, live, ended, ended])
            let read = try #require(try await catalogue.live(live.id))
            #expect(read.state == .ended)
            #expect(read.endReason == .creator)
            #expect(read.endedAt == .at(60))
            #expect(try await catalogue.titles() == ["a"])
        }
    }

    @Test("a live that is over stays over, whatever is written later", arguments: implementations)
    func finality(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            let (one, other) = (try Live.catalogued("a"), try Live.catalogued("b"))
            try await catalogue.record([one.over(.ended, .creator, at: 60), one, one.over(.lost, .nodeLost, at: 90)])
            #expect(try await catalogue.live(one.id)?.state == .ended)
            #expect(try await catalogue.live(one.id)?.endedAt == .at(60))
            // A node that was considered dead ends its live normally: too late, since the end was published.
            try await catalogue.record([
                other.over(.lost, .nodeLost, at: 90), other, other.over(.ended, .creator, at: 120),
            ])
            #expect(try await catalogue.live(other.id)?.state == .lost)
            // Its media shows when it ended; its node, which was only paused, has a later date.
            try await catalogue.record([
                other.over(.lost, .nodeLost, at: 80), other.over(.lost, .nodeLost, at: 150),
            ])
            #expect(try await catalogue.live(other.id)?.endedAt == .at(80))
        }
    }

    @Test("the newest comes first", arguments: implementations)
    func order(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            try await database.catalogue.record([
                try .catalogued("b", at: 2), try .catalogued("c", at: 3), try .catalogued("a", at: 1),
            ])
            #expect(try await database.catalogue.titles() == ["c", "b", "a"])
        }
    }

    @Test(
        "pages have no repetition and no hole, even if lives begin meanwhile or began together",
        arguments: implementations)
    func pages(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            try await catalogue.record(try (0..<7).map { try .catalogued("\($0)", at: Double($0 / 3)) })
            let whole = try await catalogue.page(matching: LiveFilter(), after: nil, limit: 50).lives.map(\.id)
            var found: [LiveID] = []
            var cursor: LiveCursor?
            repeat {
                let page = try await catalogue.page(matching: LiveFilter(), after: cursor, limit: 3)
                #expect(page.lives.count <= 3)
                found += page.lives.map(\.id)
                cursor = page.next.flatMap { LiveCursor($0.description) }
                try await catalogue.record(try .catalogued("new", at: 100))
            } while cursor != nil
            #expect(found == whole)
        }
    }

    @Test("a full last page has none after it", arguments: implementations)
    func fullPage(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            try await database.catalogue.record([try .catalogued("a"), try .catalogued("b")])
            let page = try await database.catalogue.page(matching: LiveFilter(), after: nil, limit: 2)
            #expect(page.lives.count == 2)
            #expect(page.next == nil)
        }
    }

    @Test("a title is found by a part of it, without case and accents", arguments: implementations)
    func title(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            try await database.catalogue.record([
                try .catalogued("La Météo des routes"), try .catalogued("100 % musique_live"),
                try .catalogued("Die Straße e\u{301}te"),
            ])
            for text in ["météo", "METEO", "des Routes", "mete\u{301}o", "Me\u{301}te\u{301}o"] {
                #expect(try await database.catalogue.titles(LiveFilter(title: text)) == ["La Météo des routes"])
            }
            #expect(try await database.catalogue.titles(LiveFilter(title: "STRASSE été")) == ["Die Straße e\u{301}te"])
            // The wildcards of SQL have no special meaning, with or without an accent.
            for text in ["%", "100 %", "_"] {
                #expect(try await database.catalogue.titles(LiveFilter(title: text)) == ["100 % musique_live"])
            }
            for text in ["a%s", "M_t", "\\", "*", "Météo%*"] {
                #expect(try await database.catalogue.titles(LiveFilter(title: text)) == [])
            }
        }
    }

    @Test("the other filters find the lives that have the value", arguments: implementations)
    func filters(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            try await catalogue.record([
                try .catalogued("a", zone: "Île-de-France", tags: ["Actualité", "Route"], age: "Tout public"),
                try .catalogued("b", at: 60, zone: "Bretagne", tags: ["Route"], age: "16 ans", state: .ended),
                try .catalogued("c", at: 120),
            ])
            let expected: [(LiveFilter, [String])] = [
                (LiveFilter(state: .ended), ["b"]), (LiveFilter(state: .lost), []),
                (LiveFilter(zoneGeo: "ile-de-france"), ["a"]), (LiveFilter(zoneGeo: "france"), []),
                (LiveFilter(tags: ["route"]), ["b", "a"]), (LiveFilter(tags: ["route", "actualite"]), ["a"]),
                (LiveFilter(tags: ["rout"]), []), (LiveFilter(classificationAge: "16 ans"), ["b"]),
                (LiveFilter(from: .at(60)), ["c", "b"]), (LiveFilter(to: .at(60)), ["a"]),
                (LiveFilter(title: "c", from: .at(60), to: .at(121)), ["c"]),
            ]
            for (filter, titles) in expected { #expect(try await catalogue.titles(filter) == titles) }
        }
    }

    @Test("dates that no calendar has are before or after every live", arguments: implementations)
    func extremeDates(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            try await catalogue.record(try .catalogued("a"))
            let (first, last) = (
                WallDate(millisecondsSince1970: .min), WallDate(millisecondsSince1970: .max)
            )
            #expect(try await catalogue.titles(LiveFilter(from: first, to: last)) == ["a"])
            #expect(try await catalogue.titles(LiveFilter(from: last)) == [])
            #expect(try await catalogue.titles(LiveFilter(to: first)) == [])
            let id = LiveID()
            let after = try #require(LiveCursor("\(Int64.max)-\(id)"))
            #expect(try await catalogue.page(matching: LiveFilter(), after: after, limit: 5).lives.count == 1)
        }
    }

    @Test(
        "a search without results reads a bounded number of lives, and continues there until all are read",
        arguments: implementations)
    func boundedSearch(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            let old = try Live.catalogued("aiguille", at: -1, zone: "zone", tags: ["route", "rare"], age: "16 ans")
            try await catalogue.record(old)
            let count = 2 * LiveSearch.reach + 500
            try await implementation.fill(database, lives: count)
            // No index has a text of less than three characters. Two conditions of all lives have one, and no other.
            for search in [
                LiveFilter(title: "#"), LiveFilter(title: "#", zoneGeo: "zone"),
                LiveFilter(title: "#", tags: ["route"]),
                LiveFilter(state: .ended, title: "#"),
            ] {
                let (found, pages) = try await catalogue.walk(search)
                #expect(found.isEmpty)
                #expect(pages == 3, "\(search)")
            }
            for search in [
                LiveFilter(title: "g"), LiveFilter(title: "g", tags: ["route"]),
                LiveFilter(title: "g", zoneGeo: "zone"),
            ] {
                let (found, pages) = try await catalogue.walk(search)
                #expect(found == [old.id], "\(search)")
                #expect(pages == 3, "\(search)")
            }
        }
    }

    @Test("a rare value is on the first page, with any other condition", arguments: implementations)
    func rare(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            let old = try Live.catalogued(
                "aiguille et À la une", at: -1, zone: "zone", tags: ["route", "rare"], age: "16 ans", state: .lost)
            try await catalogue.record(old)
            try await implementation.fill(database, lives: 2 * LiveSearch.reach)
            for search in [
                LiveFilter(title: "aiguille"), LiveFilter(title: "guil", zoneGeo: "zone", tags: ["route"]),
                LiveFilter(title: "à la une", tags: ["route"]), LiveFilter(tags: ["route", "rare"]),
                LiveFilter(zoneGeo: "zone", classificationAge: "16 ans"), LiveFilter(state: .lost, zoneGeo: "zone"),
                LiveFilter(zoneGeo: "zone", from: .at(-2), to: .at(0)),
            ] {
                #expect(try await catalogue.walk(search) == ([old.id], 1), "\(search)")
            }
            for search in [
                LiveFilter(title: "nulle part"), LiveFilter(title: "live nulle"),
                LiveFilter(tags: ["route", "nulle part"]), LiveFilter(zoneGeo: "nulle part", tags: ["route"]),
                LiveFilter(state: .interrupted, title: "live"),
            ] {
                #expect(try await catalogue.walk(search) == ([], 1), "\(search)")
            }
        }
    }

    @Test(
        "French titles are found in other forms of their words, without accents, by stop words and by signs",
        arguments: implementations)
    func frenchTitles(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            let titles = [
                "Radio locale", "Cet été", "À la une", "C++ en direct", "Œuvres", "Île-de-France", "L’actualité",
                "Péché mignon", "Les journaux régionaux", "Avec vous", "R&B", "Direct de Nîmes",
            ]
            try await catalogue.record(try titles.enumerated().map { try .catalogued($1, at: Double($0)) })
            let expected: [(String, [String])] = [
                ("radios", ["Radio locale"]), ("RADIO", ["Radio locale"]), ("radios locaux", ["Radio locale"]),
                ("la radio", ["Radio locale"]), ("dio loc", ["Radio locale"]), ("été", ["Cet été"]),
                ("ete", ["Cet été"]), ("étés", ["Cet été"]), ("à la une", ["À la une"]), ("a la une", ["À la une"]),
                ("la un", ["À la une"]), ("c++", ["C++ en direct"]), ("C++ direct", ["C++ en direct"]),
                ("oeuvre", ["Œuvres"]), ("œuvres", ["Œuvres"]), ("ile", ["Île-de-France"]),
                ("île de france", ["Île-de-France"]), ("actualités", ["L’actualité"]),
                ("actualite\u{301}", ["L’actualité"]), ("l'actualité", ["L’actualité"]), ("actu", ["L’actualité"]),
                ("peche", ["Péché mignon"]), ("pêche", ["Péché mignon"]),
                ("journal régional", ["Les journaux régionaux"]),
                ("avec vous", ["Avec vous"]), ("r&b", ["R&B"]), ("direct", ["Direct de Nîmes", "C++ en direct"]),
                ("une radio", ["Radio locale"]), ("radio nîmes", []), ("c++ nîmes", []),
            ]
            for (text, titles) in expected {
                #expect(try await catalogue.titles(LiveFilter(title: text)) == titles, "\(text)")
            }
        }
    }

    @Test(
        "lives that an earlier version wrote are found by their words after the migration", arguments: implementations)
    func reindexed(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let catalogue = database.catalogue
            let live = try Live.catalogued("Œuvres", zone: "Cœur", tags: ["Sœurs"])
            try await catalogue.record(live)
            for statement in [
                "DELETE FROM title_words", "DELETE FROM title_parts", "DELETE FROM live_tags",
                "UPDATE lives SET title_words = ' ', title_search = 'œuvres', zone_geo_search = 'cœur'",
            ] {
                try await implementation.execute(statement, on: database)
            }
            let searches = [
                LiveFilter(title: "oeuvre"), LiveFilter(zoneGeo: "coeur"), LiveFilter(tags: ["soeurs"]),
            ]
            for search in searches { #expect(try await catalogue.titles(search) == []) }
            // Twice: a migration that failed at its end begins again.
            for _ in 0..<2 { try await implementation.reindexLives(of: database) }
            for search in searches { #expect(try await catalogue.titles(search) == ["Œuvres"]) }
            #expect(try await catalogue.live(live.id)?.metadata == live.metadata)
        }
    }
}

extension Catalogue {
    /// The lives that all pages of a search find, and how many pages there are.
    fileprivate func walk(_ filter: LiveFilter) async throws -> (found: [LiveID], pages: Int) {
        var found: [LiveID] = []
        var pages = 0
        var cursor: LiveCursor?
        repeat {
            let page = try await page(matching: filter, after: cursor, limit: LivePage.limit)
            found += page.lives.map(\.id)
            cursor = page.next
            pages += 1
        } while cursor != nil && pages < 100
        return (found, pages)
    }
}
