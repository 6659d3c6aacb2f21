import Gherkin
import StepDefinitions
import Testing

/// GLOSSAIRE.md and the steps say the same words.
@Suite("Glossary")
struct GlossaryTests {
    @Test("every word of the domain in a step has a row", arguments: RoadWaveSteps.library.definitions.map(\.pattern))
    func stepWords(pattern: String) throws {
        let unknown = Set(StepWords.words(of: pattern)).subtracting(OrdinaryWords.all)
            .subtracting(try Glossary.ofRepository().words)
        #expect(
            unknown.isEmpty,
            """
            « \(pattern) » : \(unknown.map(\.written).sorted().joined(separator: ", ")) sans ligne dans GLOSSAIRE.md \
            (ou, si c'est du français ordinaire, dans OrdinaryWords.swift)
            """)
    }

    @Test("every row has a term, names what plays it and says what it means")
    func rows() throws {
        let rows = try Glossary.ofRepository().rows
        #expect(rows.count >= 10)
        for row in rows {
            #expect(!row.term.isEmpty && !row.names.isEmpty && !row.meaning.isEmpty, "\(row.term)")
        }
        #expect(Set(rows.map(\.term)).count == rows.count)
    }

    @Test("every Swift type, target and folder that a row names exists")
    func names() throws {
        let sources = Repository.sources
        let folders = Set(sources.flatMap { $0.split(separator: "/").dropLast().map(String.init) })
        var declared: Set<String> = []
        for path in sources where path.hasSuffix(".swift") {
            let declarations = try Repository.source(path)
                .matches(of: /(?:struct|class|enum|actor|protocol|typealias) +([A-Z][A-Za-z0-9]*)/)
            declared.formUnion(declarations.map { String($0.1) })
        }
        for row in try Glossary.ofRepository().rows {
            // Others are commands and keywords: `roadwave-server serve`.
            for name in row.names where name.first?.isUppercase == true {
                let path = name.hasSuffix("/") ? String(name.dropLast()) : name
                #expect(declared.contains(path) || folders.contains(path), "\(row.term) : « \(name) » n'existe pas")
            }
        }
    }

    @Test("a word of a step that nobody explained is found")
    func unexplained() {
        let known = OrdinaryWords.all.union(Glossary("| t | n | s |\n|---|---|---|\n| flux | `Peer` | x |\n").words)
        let words = StepWords.words(of: "les flux d'un auditeur {int} dure(nt) \\(en Opus) l'été .m3u8")
        #expect(words.filter { !known.contains($0) }.map(\.written) == ["auditeur", "Opus", "été", "m3u8"])
    }

    @Test(
        "capitals, accents and plural make no other word", arguments: [("Créateurs", "createur"), ("débits", "DÉBIT")])
    func folding(first: String, second: String) {
        #expect(StepWords.words(of: first) == StepWords.words(of: second))
    }

    @Test("an ordinary word has no row of its own")
    func ordinary() throws {
        for row in try Glossary.ofRepository().rows {
            let words = StepWords.words(of: row.term)
            #expect(!words.allSatisfy(OrdinaryWords.all.contains), "\(row.term)")
        }
    }
}
