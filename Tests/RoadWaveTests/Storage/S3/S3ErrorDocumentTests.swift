import Testing

@testable import RoadWave

@Suite("Error document of S3")
struct S3ErrorDocumentTests {
    private func document(_ text: String) -> S3ErrorDocument? { S3ErrorDocument(Array(text.utf8)) }

    @Test("the code and the message")
    func parts() {
        let document = document(
            "<?xml version='1.0'?><Error><Code>NoSuchBucket</Code><Message>It does not exist.</Message></Error>")
        #expect(document?.code == "NoSuchBucket")
        #expect(document?.message == "It does not exist.")
    }

    @Test("a message that goes into a log is one line, and not long")
    func oneLine() {
        let text = "a&#10;b&#13;c\u{2028}d" + String(repeating: "e", count: 1_000)
        let message = document("<Error><Code>X</Code><Message>\(text)</Message></Error>")?.message
        #expect(message?.hasPrefix("a b c d") == true)
        #expect(message?.count == 200)
    }

    @Test("other bodies are none", arguments: ["", "<html/>", "<Error/>", "Service Unavailable"])
    func none(text: String) {
        #expect(document(text) == nil)
    }
}
