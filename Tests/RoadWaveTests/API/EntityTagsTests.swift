import Testing

@testable import RoadWave

@Suite("Entity tags")
struct EntityTagsTests {
    @Test("a tag is found in a list")
    func list() {
        let tags = EntityTags("\"a\", W/\"b\",\"c\"")
        #expect(tags.containsStrongly("\"a\""))
        #expect(tags.containsStrongly("\"c\""))
        #expect(!tags.containsStrongly("\"b\""))
        #expect(tags.containsWeakly("\"b\""))
        #expect(!tags.containsWeakly("\"d\""))
    }

    @Test("an asterisk matches anything")
    func any() {
        #expect(EntityTags("*").containsStrongly("\"a\""))
        #expect(EntityTags(" * ").containsWeakly("\"a\""))
        #expect(!EntityTags("").containsWeakly("\"a\""))
    }
}
