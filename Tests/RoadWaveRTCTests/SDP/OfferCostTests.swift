import RoadWaveRTC
import Testing

/// What the costliest texts of the longest length cost.
///
/// A quadratic parser took seconds for the first of them, compiled for release; a linear one takes 20 ms, compiled for
/// debugging. The bound lies between, far from both, and counts the thread's own time.
@Suite("The cost of hostile descriptions")
struct OfferCostTests {
    private static let bound = Duration.milliseconds(700)
    private static let limit = SessionDescription.maximumByteCount
    private static let head = "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\n"

    /// As many repetitions as fit, and as lines allow.
    private static func filled(_ head: String, with line: (Int) -> String) -> String {
        var text = head
        for number in 0..<(SessionDescription.maximumLineCount - 10) {
            let next = line(number)
            guard text.utf8.count + next.utf8.count <= limit else { break }
            text += next
        }
        return text
    }

    /// Name and text of each.
    static let texts: [(String, String)] = {
        let section = "m=audio 9 UDP/TLS/RTP/SAVPF 111\na=mid:1\n"
        let formats = String(repeating: " 111", count: 128)
        let words = String(repeating: " x", count: 25_000)
        let sections = (0..<31).map { "m=audio 0 RTP/SAVPF 0\na=bundle-only\na=mid:\($0)\n" }.joined()
        return [
            (
                "18,000 formats and 1,900 rtpmap lines",
                head + "m=audio 9 UDP/TLS/RTP/SAVPF" + String(repeating: " 9", count: 18_000) + "\n"
                    + String(repeating: "a=rtpmap:1 x\n", count: 1_900)
            ),
            (
                "128 formats and rtpmaps",
                filled(head + "m=audio 9 UDP/TLS/RTP/SAVPF\(formats)\n") { "a=rtpmap:\($0 % 128) x/8000/2\n" }
            ),
            (
                "fmtp lines of one Opus",
                filled(head + section + "a=rtpmap:111 opus/48000/2\n") { _ in "a=fmtp:111 a=b;c=d;e=f\n" }
            ),
            (
                "one fmtp line",
                head + section + "a=rtpmap:111 opus/48000/2\na=fmtp:111 " + String(repeating: ";", count: 60_000)
            ),
            ("a group of thousands", head + "a=group:BUNDLE\(words)\n" + sections),
            ("groups", filled(head) { _ in "a=group:BUNDLE 1 2 3 4 5 6 7 8\n" } + section),
            ("groups and sections", filled(head + sections) { "a=group:BUNDLE \($0 % 31)\n" }),
            ("session attributes for every section", filled(head) { _ in "a=sendrecvx\n" } + sections),
            ("candidates", filled(head + section) { _ in "a=candidate:1 1 udp 1 192.0.2.1 1 typ host\n" }),
            ("one candidate", head + section + "a=candidate:" + String(repeating: "1 ", count: 30_000)),
            (
                "fingerprints",
                filled(head + section) { _ in "a=fingerprint:sha-256 " + String(repeating: "A:", count: 48) + "\n" }
            ),
            ("one fingerprint", head + section + "a=fingerprint:" + String(repeating: "a:", count: 30_000)),
            ("feedback", filled(head + section) { _ in "a=rtcp-fb:* nack pli\n" }),
            ("header extensions", filled(head + section) { _ in "a=extmap:1 urn:x\n" }),
            ("one line of combining marks", head + section + "a=" + String(repeating: "\u{301}", count: 30_000)),
            ("line feeds", String(repeating: "\n", count: limit)),
            ("carriage returns", head + "a=" + String(repeating: "\r", count: 60_000)),
            ("short lines", filled(head + section) { _ in "a=x\n" }),
        ]
    }()

    @Test("no offer of the longest length costs more than a linear look at it", arguments: texts)
    func offers(name: String, text: String) {
        #expect(threadTime { _ = try? WHIPOffer(parsing: text) } < Self.bound, "\(name)")
    }

    @Test("no fragment of the longest length costs more than a linear look at it", arguments: texts)
    func fragments(name: String, text: String) {
        let fragment = text.split(separator: "\n").filter { $0.hasPrefix("a=") }.joined(separator: "\n")
        #expect(threadTime { _ = try? TrickleFragment(parsing: fragment) } < Self.bound, "\(name)")
    }

    @Test("no answer of the longest length costs a publisher more than a linear look at it", arguments: texts)
    func answers(name: String, text: String) {
        #expect(threadTime { _ = try? WHIPAnswer(parsing: text) } < Self.bound, "\(name)")
    }
}
