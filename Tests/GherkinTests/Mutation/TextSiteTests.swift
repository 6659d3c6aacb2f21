import Testing

@testable import Gherkin

/// Which values the text of an assertion has.
@Suite("Values in a text")
struct TextSiteTests {
    @Test(
        "numbers stand by themselves; digits of names are none",
        arguments: [
            ("2 secondes", [2.0]), ("-14,5 LUFS", [-14.5]), ("1 500 auditeurs", [1500]),
            ("1\u{202F}500,25 Go", [1500.25]),
            ("MP3 256 kbps", [256]), ("un fichier .m3u8", []), ("uuid v4", []), (">80%", [80]), ("de ~90%", [90]),
            ("48 kbps → 32 kbps", [48, 32]), ("S3-compatible", []), ("3.", [3]), ("12 345 67", [12345, 67]), ("", []),
        ] as [(String, [Double])])
    func numbers(_ text: String, _ expected: [Double]) {
        #expect(NumberInText.all(in: Array(text.unicodeScalars)).map(\.value) == expected)
    }

    @Test("a number is written again as it was, with its comma")
    func rendering() throws {
        let number = try #require(NumberInText.all(in: Array("2,50 s".unicodeScalars)).first)
        #expect(number.rendered(2.6, decimals: 0) == "2,60")
        #expect(number.rendered(-2.6, decimals: 3) == "-2,600")
        let whole = try #require(NumberInText.all(in: Array("48".unicodeScalars)).first)
        #expect(whole.rendered(49, decimals: 0) == "49")
        #expect(whole.rendered(48.25, decimals: 2) == "48.25")
    }

    @Test("quotations end with the mark that fits; an open one quotes nothing")
    func quotations() {
        let scalars = Array("dit \"a b\" puis « c » et “d” et \"e".unicodeScalars)
        let quoted = QuotationInText.all(in: scalars).map { range in
            String(String.UnicodeScalarView(scalars[range.range]))
        }
        #expect(quoted == ["a b", " c ", "d"])
    }

    @Test(
        "the last letter or digit of a text is altered",
        arguments: [
            ("Le live", "Le livf"), ("v9", "v0"), ("!", "!x"), ("[LIVE]", "[LIVF]"), ("é", "x"),
        ])
    func alteration(_ text: String, _ expected: String) {
        let site = TextSite(place: .docString, value: .words, role: .asserted, original: text)
        #expect(site.alteredWords == expected)
    }
}
