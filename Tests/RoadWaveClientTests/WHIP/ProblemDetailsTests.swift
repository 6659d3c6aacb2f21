import Testing

@testable import RoadWaveClient

@Suite("Problem details")
struct ProblemDetailsTests {
    @Test("a problem document is read, its place in the queue and the wait too")
    func document() throws {
        let body = """
            {"type":"urn:x","title":"Service Unavailable","status":503,"code":"capacity_reached","detail":"Complet.",\
            "queue":{"position":2,"ticket":"t-1"}}
            """
        let problem = ProblemDetails(body: body, retryAfter: "30")
        #expect(problem.code == "capacity_reached")
        #expect(problem.detail == "Complet.")
        #expect(problem.queue?.position == 2)
        #expect(problem.queue?.ticket == "t-1")
        #expect(problem.retryAfter == .seconds(30))
    }

    @Test("a creator who is live already is told which lives run")
    func runningLives() {
        let problem = ProblemDetails(
            body: "{\"code\":\"already_live\",\"detail\":\"Déjà.\",\"live_ids\":[\"a\",\"b\"]}", retryAfter: nil)
        #expect(problem.liveIDs == ["a", "b"])
    }

    @Test("of another body the start is kept")
    func otherBody() {
        let problem = ProblemDetails(body: String(repeating: "x", count: 2_000), retryAfter: nil)
        #expect(problem == ProblemDetails(detail: String(repeating: "x", count: 500)))
    }

    @Test(
        "a wait is a number of seconds, of a day at most",
        arguments: [
            ("0", Duration.zero), ("4000000000", .seconds(86_400)), ("-5", nil), ("", nil),
            ("Wed, 21 Oct 2026 07:28:00 GMT", nil),
        ])
    func wait(header: String, expected: Duration?) {
        #expect(ProblemDetails(body: "", retryAfter: header).retryAfter == expected)
    }

    @Test("a log line has the detail and the developer's reason")
    func description() {
        #expect("\(ProblemDetails(detail: "Non.", reason: "no audio"))" == "Non. (no audio)")
        let error = WHIPError.refused(status: 410, problem: ProblemDetails(detail: "Perdu."))
        #expect("\(error)" == "the server refuses with status 410: Perdu.")
    }
}
