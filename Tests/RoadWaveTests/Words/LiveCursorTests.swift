import Testing

@testable import RoadWave

@Suite("Place in the list of lives")
struct LiveCursorTests {
    @Test(
        "what is not a cursor is none",
        arguments: [
            "", "-", "1", "1-", "x-3f0c2c8e-6a53-4c58-9a59-0d8a4f0d9b11", "+1-3f0c2c8e-6a53-4c58-9a59-0d8a4f0d9b11",
        ])
    func malformedCursor(text: String) {
        #expect(LiveCursor(text) == nil)
    }
}
