import Testing

@testable import RoadWave

@Suite("Words of titles")
struct TitleIndexTests {
    private func index(_ title: String) -> TitleIndex { TitleIndex(SearchText.folded(title)) }
    private func query(_ text: String) -> TitleIndex.Query { TitleIndex.Query(SearchText.folded(text)) }

    @Test("a title is cut into the stems of its words and the stretches between them")
    func entries() {
        let title = index("À la une\u{a0}: C++ en musique")
        #expect(title.words == " musiqu ")
        #expect(title.entries == ["a la une : c++ en", "musiqu"])
        #expect(index("L’actualité d’Île-de-France").words == " actualit ile franc ")
        #expect(index("🎙️").words == " ")
    }

    @Test("every suffix of a word with three letters or more is stored for its stem")
    func parts() {
        #expect(index("Œuvres").parts.map(\.text) == ["oeuvres", "res", "euvres", "uvres", "vres"].sorted())
        #expect(Set(index("Œuvres").parts.map(\.entry)) == ["oeuvr"])
        #expect(index("C#").parts.isEmpty)
    }

    @Test("the parts that begin with a text are between its bounds")
    func range() {
        let (first, end) = TitleIndex.range(of: "c++")
        for part in ["c++", "c++ en", "c++\u{10FFFE}"] { #expect(part >= first && part < end) }
        for part in ["c+", "c+,", "c,"] { #expect(part < first || part >= end) }
    }

    @Test("a search has the words of its text, or the text where it has none")
    func queries() {
        #expect(query("la radio à la une").words.map(\.stem) == ["radio"])
        #expect(query("la radio à la une").texts == [])
        #expect(query(" À  la une ").words == [])
        #expect(query(" À  la une ").texts == ["a la une"])
        #expect(query("C++ direct").texts == ["c++"])
        #expect(query("direct !").texts == [])
    }

    @Test("the longest texts have a bounded number of rows, each of which fits into an index")
    func bounds() {
        for title in [
            String(repeating: "+", count: 200), String(repeating: "a", count: 200), String(repeating: "🇫🇷", count: 200),
            String(repeating: "ab ", count: 66), (0..<100).map { "\($0)" }.joined(separator: " "),
        ] {
            let index = index(title)
            #expect(index.parts.count <= 400)
            #expect(index.entries.count <= 200)
            // PostgreSQL's limit for a row of an index is 2,704 bytes.
            #expect(index.parts.allSatisfy { $0.text.utf8.count + $0.entry.utf8.count < 400 })
            #expect(query(title).words.count + query(title).texts.count <= 20)
        }
    }

    @Test("a stem is a part of the stems of its title, next to any other word")
    func stems() {
        for word in ["radio", "locale"] {
            let stem = FrenchWords.stem(word)
            #expect(index("Radio locale de nuit").words.contains(" \(stem) "))
        }
    }
}
