import Gherkin
import Testing

/// Bytes that no person wrote: the parser gives a document or errors, in a time that grows with the length.
@Suite("hostile text")
struct HostileTextTests {
    @Test("every beginning of a feature parses or is refused with a place inside it")
    func truncated() {
        let text = """
            # language: fr
            @t
            Fonctionnalité: f
              d
              Plan du scénario: s
                Étant donné <a>
                  \"\"\"json
                  x
                  \"\"\"
                  | \\| | é |
                @e
                Exemples:
                  | a |
                  | 1 |
            """
        let bytes = Array(text.utf8)
        for count in 0...bytes.count {
            for parser in [GherkinParser(), .forPeople] {
                var ids = IDCounter()
                do throws(SyntaxErrors) {
                    _ = try parser.parse(Array(bytes[..<count]), ids: &ids)
                } catch {
                    #expect(error.errors.allSatisfy { (1...16).contains($0.location.line) })
                }
            }
        }
    }

    @Test("random bytes end in a document or in errors")
    func random() {
        var generator = SplitMix(state: 42)
        let pieces = [
            "Feature:", "Scenario:", "Given ", "|", "\\", "\"\"\"", "```", "@", "#", "\n", "\r", " ", "\u{A0}", "é",
            "Rule:", "Examples:", "Background:", "# language: fr\n", "Scénario :", "\u{301}", "`@", "* ",
        ].map { Array($0.utf8) }
        for _ in 0..<2_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<40, using: &generator) {
                bytes += pieces.randomElement(using: &generator) ?? []
                if Int.random(in: 0..<10, using: &generator) == 0 {
                    bytes.append(UInt8.random(in: 0...255, using: &generator))
                }
            }
            for parser in [GherkinParser(), .forPeople] {
                for mediaType in [Source.MediaType.plain, .markdown] {
                    var ids = IDCounter()
                    do throws(SyntaxErrors) {
                        let document = try parser.parse(bytes, mediaType: mediaType, ids: &ids)
                        _ = PickleCompiler.pickles(of: document, ids: &ids)
                    } catch {
                        #expect((1...11).contains(error.errors.count))
                        #expect(!error.report(uri: "f", bytes: bytes).isEmpty)
                    }
                }
            }
        }
    }

    @Test("ten thousand lines of tags are looked over once")
    func manyTags() throws {
        let text = "Feature: f\n" + String(repeating: "@a\n", count: 10_000) + "Scenario: s\nGiven x\n"
        #expect(try ParsedText(text).pickles.first?.tags.count == 10_000)
    }

    /// Vigna's SplitMix64: the same bytes at every run.
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }
}
