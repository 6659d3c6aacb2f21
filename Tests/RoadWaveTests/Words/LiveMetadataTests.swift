import Testing

@testable import RoadWave

@Suite("Live metadata")
struct LiveMetadataTests {
    @Test("texts are taken without the spaces around them; empty and repeated tags are left out")
    func trimmed() throws {
        let metadata = try LiveMetadata(
            title: " Mon live \u{A0}", zoneGeo: "  ", tags: ["Tech", "", " Tech "], classificationAge: "Tout public")
        #expect(metadata.title == "Mon live")
        #expect(metadata.zoneGeo == nil)
        #expect(metadata.tags == ["Tech"])
        #expect(metadata.classificationAge == "Tout public")
    }

    @Test("the longest texts are taken, one character more is not")
    func lengths() throws {
        let title = String(repeating: "é", count: LiveMetadata.maximumTitle)
        #expect(try LiveMetadata(title: title).title == title)
        #expect(throws: LiveMetadataError(field: .title, reason: .tooLong(maximum: 200))) {
            try LiveMetadata(title: title + "é")
        }
        #expect(throws: LiveMetadataError(field: .zoneGeo, reason: .tooLong(maximum: 80))) {
            try LiveMetadata(title: "a", zoneGeo: String(repeating: "a", count: 81))
        }
    }

    @Test("one character of many scalars is not a way around the bound")
    func combining() {
        let character = "e" + String(repeating: "\u{301}", count: 4000)
        #expect(throws: LiveMetadataError.self) { try LiveMetadata(title: character) }
    }

    @Test("an empty title, too many tags and control characters are refused")
    func refused() {
        #expect(throws: LiveMetadataError(field: .title, reason: .empty)) { try LiveMetadata(title: "  ") }
        #expect(throws: LiveMetadataError(field: .tag, reason: .tooMany(maximum: 10))) {
            try LiveMetadata(title: "a", tags: (0..<11).map { "\($0)" })
        }
        #expect(throws: LiveMetadataError(field: .classificationAge, reason: .controlCharacter)) {
            try LiveMetadata(title: "a", classificationAge: "a\nb")
        }
    }

    @Test(
        "what has letters drawn in another order than they are written in is refused; marks and joiners are not",
        arguments: ["\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}"])
    func bidirectional(scalar: String) throws {
        #expect(throws: LiveMetadataError(field: .title, reason: .controlCharacter)) {
            try LiveMetadata(title: "Radio \(scalar)oidaR")
        }
        #expect(throws: LiveMetadataError(field: .tag, reason: .controlCharacter)) {
            try LiveMetadata(title: "a", tags: ["\(scalar)b"])
        }
        let title = "راديو\u{200F} \u{1F468}\u{200D}\u{1F469}"
        #expect(try LiveMetadata(title: title).title == title)
    }

    @Test(
        "what is refused is told in the words that creators have for it",
        arguments: [
            (LiveMetadataError(field: .title, reason: .empty), "Le titre est vide."),
            (LiveMetadataError(field: .tag, reason: .tooMany(maximum: 10)), "Il y a plus de 10 thèmes."),
            (LiveMetadataError(field: .zoneGeo, reason: .tooLong(maximum: 80)), "La zone dépasse 80 caractères."),
        ])
    func words(error: LiveMetadataError, said: String) {
        #expect(error.description == said)
    }

    /// Nothing, or a blank that is no space, is drawn for each of them.
    private static let invisible: [(String, ClosedRange<UInt32>)] = [
        ("zero width", 0x200B...0x200F), ("joiners and operators", 0x2060...0x2065), ("deprecated", 0x206A...0x206F),
        ("soft hyphen", 0xAD...0xAD), ("joiner of marks", 0x34F...0x34F), ("Arabic mark", 0x61C...0x61C),
        ("fillers of Hangul", 0x115F...0x1160), ("filler of Hangul", 0x3164...0x3164), ("half of it", 0xFFA0...0xFFA0),
        ("vowels of Khmer", 0x17B4...0x17B5), ("selectors of Mongolian", 0x180B...0x180F),
        ("blank of Braille", 0x2800...0x2800), ("selectors", 0xFE00...0xFE0F), ("byte order mark", 0xFEFF...0xFEFF),
        ("reserved", 0xFFF0...0xFFF8), ("interlinear", 0xFFF9...0xFFFC), ("shorthand", 0x1BCA0...0x1BCA3),
        ("beams of music", 0x1D173...0x1D17A), ("tags", 0xE0000...0xE007F), ("more selectors", 0xE0100...0xE01EF),
        ("more reserved", 0xE01F0...0xE0FFF),
    ]

    @Test("a text of invisible characters is none, and none may stand in another text", arguments: invisible)
    func invisibleCharacters(name: String, scalars: ClosedRange<UInt32>) {
        for scalar in scalars.compactMap({ Unicode.Scalar($0) }) {
            let text = String(Character(scalar))
            for title in [
                text, text + text, " \(text) ", "Radio\(text)", "\(text)Radio", "Ra\(text)dio", "Ra \(text) dio",
            ] {
                #expect(throws: LiveMetadataError.self, "\(String(scalar.value, radix: 16))") {
                    try LiveMetadata(title: title)
                }
            }
            #expect(throws: LiveMetadataError.self) { try LiveMetadata(title: "a", zoneGeo: text) }
            #expect(throws: LiveMetadataError.self) { try LiveMetadata(title: "a", tags: ["b", text]) }
            #expect(throws: LiveMetadataError.self) { try LiveMetadata(title: "a", classificationAge: text) }
        }
    }

    @Test(
        "what people write is taken, with the joiners, selectors and marks that it needs",
        arguments: [
            "Été à Nîmes 🎙️", "👨‍👩‍👧 en route", "❤️‍🔥", "1️⃣ direct", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 London", "می‌خواهم", "क्‍ष", "葛󠄀", "ẹ̀kọ́", "e\u{301}te\u{301}",
            "שָׁלוֹם", "บันทึก", "Việt Nam", "L’été – « ça »", "☀︎", "🇫🇷", "۝ ١", "བོད་སྐད",
        ])
    func languages(title: String) throws {
        #expect(try LiveMetadata(title: title).title == title)
    }

    @Test(
        "accents heaped on a letter are refused, and one on nothing",
        arguments: [
            "Z\u{336}\u{335}\u{337}", "a\u{300}\u{301}\u{302}\u{303}", "ก\u{E34}\u{E35}\u{E36}\u{E37}\u{E38}",
            "\u{301}a",
            "a \u{301}b", "a" + String(repeating: "\u{489}", count: 3),
        ])
    func heaps(title: String) {
        #expect(throws: LiveMetadataError.self) { try LiveMetadata(title: title) }
    }

    @Test(
        "the end of a line is none of a text, whatever it is called",
        arguments: ["\u{2028}", "\u{2029}", "\n", "\u{85}"])
    func lineEnds(end: String) {
        #expect(throws: LiveMetadataError.self) { try LiveMetadata(title: "Ra\(end)dio") }
        #expect(throws: LiveMetadataError.self) { try LiveMetadata(title: end) }
    }

    @Test("texts that an earlier version took are read as they are")
    func stored() throws {
        let title = "Ra\u{200B}dio"
        #expect(throws: LiveMetadataError.self) { try LiveMetadata(title: title) }
        let stored = try LiveMetadata(stored: title, zoneGeo: nil, tags: ["\u{AD}"], classificationAge: nil)
        #expect(stored.title == title)
        #expect(stored.tags == ["\u{AD}"])
    }
}
