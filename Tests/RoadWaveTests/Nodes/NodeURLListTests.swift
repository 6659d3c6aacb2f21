import Testing

@testable import RoadWave

@Suite("The URLs of nodes")
struct NodeURLListTests {
    @Test(
        "a listed host, or a host below a listed name, is allowed",
        arguments: [
            "https://a.radio.example", "https://B.Radio.Example", "http://10.0.0.7:8080", "https://x.nodes.example",
            "https://x.y.nodes.example",
        ])
    func listed(url: String) {
        let list = NodeURLList([
            "https://a.radio.example", "https://b.radio.example", "http://10.0.0.7:8080", "https://*.nodes.example",
        ])
        #expect(list.contains(url))
    }

    @Test(
        "every other URL is refused",
        arguments: [
            "", "https://", "http://a.radio.example", "https://a.radio.example:8443",
            "https://a.radio.example.evil.example",
            "https://nodes.example", "https://.nodes.example", "https://evilnodes.example", "http://x.nodes.example",
            "https://evil.example/https://x.nodes.example", "https://evil.example?.nodes.example",
            "https://evil.example#.nodes.example", "https://user@x.nodes.example",
            "https://evil.example\\.nodes.example",
        ])
    func unlisted(url: String) {
        #expect(!NodeURLList(["https://a.radio.example", "https://*.nodes.example"]).contains(url))
    }

    @Test("without a list every root of a URL is allowed, and no other URL")
    func noList() {
        #expect(NodeURLList([]).contains("http://127.0.0.1:8080"))
        for url in ["", "javascript:alert(1)", "//evil.example", "https://a.example/path", "https://a.example/"] {
            #expect(!NodeURLList([]).contains(url), "\(url)")
        }
    }

    @Test("a node whose own URL is not in the list does not start")
    func ownURL() throws {
        var settings = NodeConfiguration.single
        settings.publicURL = "https://c.radio.example"
        settings.nodeURLs = ["https://a.radio.example"]
        let error = #expect(throws: ConfigurationError.self) { try settings.validate() }
        #expect(error?.key == .nodeURLs)
        settings.nodeURLs = ["https://*.radio.example"]
        try settings.validate()
    }
}
