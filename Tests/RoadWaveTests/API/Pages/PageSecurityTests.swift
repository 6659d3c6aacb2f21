import HTTPTypes
import Testing

@testable import RoadWave

@Suite("Page security")
struct PageSecurityTests {
    @Test(
        "the origin of a URL is its scheme, host and port",
        arguments: [
            ("https://antenne.example", "https://antenne.example"),
            ("http://127.0.0.1:8090/v1/medias", "http://127.0.0.1:8090"),
            ("https://[::1]:8443?x=1", "https://[::1]:8443"), ("https://*.radio.example/", "https://*.radio.example"),
        ])
    func origins(url: String, origin: String) {
        #expect(PageSecurity.source(of: url) == origin)
    }

    @Test(
        "what could end a source expression is no origin",
        arguments: [
            "", "https://", "ftp://a", "https://*", "https://a.*.b", "https://a; script-src *", "https://a b",
            "https://a,b", "javascript:1",
        ])
    func noOrigins(url: String) {
        #expect(PageSecurity.source(of: url) == nil)
    }

    @Test("the URLs of nodes are a list, each a root or all hosts of a domain")
    func nodeURLs() {
        let urls = NodeConfiguration.parseNodeURLs("https://a.example/, https://*.radio.example:8443")
        #expect(urls == ["https://a.example", "https://*.radio.example:8443"])
        for text in ["", "https://a.example,", "*", "https://*", "https://a.example/x", "https://a; script-src *"] {
            #expect(NodeConfiguration.parseNodeURLs(text) == nil, "\(text)")
        }
        let policy = PageSecurity(allowing: [], mediaBase: nil, nodes: ["https://*.radio.example"])
            .headers[.contentSecurityPolicy]
        #expect(policy?.contains("connect-src 'self' https://*.radio.example;") == true)
        #expect(policy?.contains("media-src 'self' blob: https://*.radio.example;") == true)
    }
}
