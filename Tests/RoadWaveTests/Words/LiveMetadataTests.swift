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
}
