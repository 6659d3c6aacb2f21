import RoadWave
import Testing

@Suite("Listen address")
struct ListenAddressTests {
    @Test(
        "numeric addresses and localhost are read, and written back canonically",
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1:8080"), ("localhost:1", "127.0.0.1:1"), ("[::1]:0", "[::1]:0"),
            ("[0:0::1]:65535", "[::1]:65535"),
        ])
    func valid(text: String, canonical: String) {
        #expect(ListenAddress(text)?.description == canonical)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:+80", "127.0.0.1:-0",
            "::1:80", "a.example:80",
        ])
    func invalid(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test(
        "loopback is told from the rest", arguments: [("127.8.8.8:1", true), ("[::1]:1", true), ("10.0.0.1:1", false)])
    func loopback(text: String, expected: Bool) {
        #expect(ListenAddress(text)?.isLoopback == expected)
    }
}
