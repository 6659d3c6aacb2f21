import Testing

@testable import RoadWave

@Suite("Page security")
struct PageSecurityTests {
    @Test(
        "the origin of a URL is its scheme, host and port",
        arguments: [
            ("https://antenne.example", "https://antenne.example"),
            ("http://127.0.0.1:8090/v1/medias", "http://127.0.0.1:8090"),
            ("https://[::1]:8443?x=1", "https://[::1]:8443"),
        ])
    func origins(url: String, origin: String) {
        #expect(PageSecurity.origin(of: url) == origin)
    }

    @Test(
        "what could end a source expression is no origin",
        arguments: ["", "https://", "ftp://a", "https://a; script-src *", "https://a b", "https://a,b", "javascript:1"])
    func noOrigins(url: String) {
        #expect(PageSecurity.origin(of: url) == nil)
    }
}
