import Testing

@testable import Gherkin

@Suite("The regular expressions that step patterns become")
struct PatternTests {
    /// The texts of the match and of its groups, nil for a group that took no part; nil when nothing matches.
    private func match(_ source: String, _ text: String) throws -> [String?]? {
        let scalars = Array(text.unicodeScalars)
        guard let slots = try Pattern(source).firstMatch(in: scalars) else { return nil }
        return stride(from: 0, to: slots.count, by: 2).map { index in
            slots[index] < 0 ? nil : String(String.UnicodeScalarView(scalars[slots[index]..<slots[index + 1]]))
        }
    }

    @Test("the leftmost match wins, and of its ways the preferred one")
    func preference() throws {
        #expect(try match("a|ab", "xab") == ["a"])
        #expect(try match("ab|a", "xab") == ["ab"])
        #expect(try match("a*", "aab") == ["aa"])
        #expect(try match("a*?b", "aab") == ["aab"])
        #expect(try match("a+?", "aab") == ["a"])
        #expect(try match("a??b", "ab") == ["ab"])
    }

    @Test("counts repeat a part so often")
    func counts() throws {
        #expect(try match("a{2}", "aaa") == ["aa"])
        #expect(try match("a{2,}", "aaaa") == ["aaaa"])
        #expect(try match("a{1,3}?b", "aaab") == ["aaab"])
        #expect(try match("a{2,3}", "a") == nil)
        #expect(try match("a{,2}", "a{,2}") == ["a{,2}"])
        #expect(try match("{a}", "{a}") == ["{a}"])
    }

    @Test("groups are numbered by their opening parenthesis and keep their last turn")
    func groups() throws {
        #expect(try match("((a)|(b))+", "ab") == ["ab", "b", "a", "b"])
        #expect(try match("(a(?:b)?)(c)", "ac") == ["ac", "a", "c"])
        #expect(try match("a(?<nom>b)c", "abc") == ["abc", "b"])
        #expect(try match("a(?P<nom>b)c", "abc") == ["abc", "b"])
        #expect(try match("()", "") == ["", ""])
        #expect(try match("(a*)*", "b") == ["", nil])
    }

    @Test("the tree of the groups has their sources")
    func groupTree() throws {
        let root = try Pattern(#"^(a(?:b(\d+))?)([(]c)\)$"#).root
        #expect(root.children.map(\.source) == [#"a(?:b(\d+))?"#, "[(]c"])
        #expect(root.children[0].children.map(\.source) == [#"\d+"#])
    }

    @Test("a look around a place moves nothing")
    func looks() throws {
        #expect(try match("a(?!b)(.+)", "aBc") == ["aBc", "Bc"])
        #expect(try match("a(?=[b])(.+)", "abc") == ["abc", "bc"])
        #expect(try match("a(.+)(?<=c)$", "abc") == ["abc", "bc"])
        #expect(try match("a(.+?)(?<!b)$", "abc") == ["abc", "bc"])
        #expect(try match("(?<=ab)c", "abc") == ["c"])
        #expect(try match("(?<=a.*)c", "abbc") == ["c"])
        #expect(try match("(?<!a)c", "ac") == nil)
        #expect(try match("(?<=)", "") == [""])
        #expect(try match("(?=(ab))a", "ab") == ["a", "ab"])
        #expect(try match("(?<=(ab))c", "abc") == ["c", "ab"])
    }

    @Test("sets have ranges, escapes and negation")
    func sets() throws {
        #expect(try match("[a-c]+", "xabcd") == ["abc"])
        #expect(try match("[^a-c]+", "abxyc") == ["xy"])
        #expect(try match("[]a]+", "a]") == ["a]"])
        #expect(try match("[a-]+", "-a") == ["-a"])
        #expect(try match(#"[\]\\]+"#, #"\]"#) == [#"\]"#])
        #expect(try match("[A-Z, ()]+", "x: ONE(TWO)") == [" ONE(TWO)"])
        #expect(try match(#"[\d.]+"#, "v1.2") == ["1.2"])
    }

    @Test("letters are those of all languages, digits those of numbers")
    func classes() throws {
        #expect(try match(#"\w+"#, "« été »") == ["été"])
        #expect(try match(#"\p{Lu}\P{L}"#, "aÉ1") == ["É1"])
        #expect(try match(#"\d"#, "٣") == nil)
        #expect(try match(#"\S+\s"#, "a\u{A0}b") == ["a\u{A0}"])
        #expect(try match(#"\bété\b"#, "cet été.") == ["été"])
        #expect(try match(#"\Bté"#, "été") == ["té"])
        #expect(try match(#"\u00e9\x41"#, "éA") == ["éA"])
    }

    @Test("case is ignored where asked")
    func ignoredCase() throws {
        #expect(try match("(?i)étÉ[a-c]", "ÉTÉB") == ["ÉTÉB"])
        #expect(try match("(?i:a)b", "Ab") == ["Ab"])
        #expect(try match("(?i:a)b", "AB") == nil)
    }

    @Test("a dot is any character but the end of a line")
    func dot() throws {
        #expect(try match(".+", "a\nb") == ["a"])
        #expect(try match("^.$", "😀") == ["😀"])
    }

    @Test(
        "what does not parse is an error with its place",
        arguments: [
            ("(a", 0, "Missing ')'"), ("a)", 1, "Unmatched ')'"), ("*a", 0, "Nothing to repeat"),
            ("a**", 2, "Nothing to repeat"), ("a++", 2, "Possessive quantifiers are not supported"),
            ("[a", 0, "Missing ']'"), (#"a\"#, 2, "The end of the expression cannot be escaped"),
            (#"(a)\1"#, 4, "Back-references are not supported"), ("(?>a)", 1, "This kind of group is not supported"),
            ("[b-a]", 4, "The bounds of the range are in the wrong order"),
            ("a{3,2}", 6, "The bounds of the repetition are in the wrong order"),
            ("a{9999}", 5, "A repetition cannot be counted beyond 1000"), ("^*", 2, "An assertion cannot be repeated"),
            (#"\q"#, 1, "This escape is not supported"), (#"\p{x"#, 3, "Not a Unicode category, such as {L} or {Lu}"),
            (#"\uD800"#, 1, "Not a code point of 4 hexadecimal digits"), ("(?<a b>)", 4, "Not the name of a group"),
        ])
    func errors(_ source: String, _ offset: Int, _ reason: String) {
        #expect(throws: PatternError(offset: offset, reason: reason)) { try Pattern(source) }
    }

    @Test("nesting and repetition beyond any use are errors")
    func bounds() {
        let nested = String(repeating: "(", count: 200_000)
        #expect(throws: PatternError.self) { try Pattern(nested) }
        #expect(throws: PatternError.self) { try Pattern("((a{1000}){1000}){1000}") }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: 30_000)) }
    }

    @Test("no expression is catastrophic", .timeLimit(.minutes(5)))
    func linearTime() throws {
        let text = String(repeating: "a", count: 5_000)
        #expect(try match("^(a+)+$", text + "b") == nil)
        #expect(try match("^(a|a)*$", text + "b") == nil)
        #expect(try match("(.*)(.*)(.*)(.*)(.*)x", text) == nil)
        #expect(try match("^(([a-z])+.)+[A-Z]([a-z])+$", text) == nil)
    }
}
