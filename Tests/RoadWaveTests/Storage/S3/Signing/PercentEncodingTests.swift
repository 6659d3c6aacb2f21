import Testing

@testable import RoadWave

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test("only unreserved characters stand for themselves, and slashes where they separate")
    func encoding() {
        #expect(PercentEncoding.encode("aZ9-._~") == "aZ9-._~")
        #expect(PercentEncoding.encode("a b/é+%") == "a%20b%2F%C3%A9%2B%25")
        #expect(PercentEncoding.encode("/a b/c", keepingSlashes: true) == "/a%20b/c")
    }

    @Test("what was encoded is decoded", arguments: ["", "lives/a/0.ts", "a b/é+%", "\u{1}\u{1F600}"])
    func roundTrip(text: String) {
        #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
    }

    @Test("lower-case digits are taken too; a plus is a plus")
    func lenience() {
        #expect(PercentEncoding.decode("%c3%a9+") == "é+")
    }

    @Test("what stands for no text is refused", arguments: ["%", "%4", "a%zz", "%C3", "%FF", "%+1"])
    func malformed(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }
}
