import HTTPTypes
import Testing

@testable import RoadWave

@Suite("Problem")
struct ProblemTests {
    @Test("the refusal at capacity says the specification's sentence, word for word")
    func capacity() {
        #expect(
            Problem.capacityReached.detail
                == "Capacité maximale atteinte. Veuillez réessayer dans quelques minutes")
        #expect(Problem.capacityReached.status.code == 503)
        #expect(Problem.capacityReached.headers[.retryAfter] != nil)
    }

    @Test("an unknown path is a problem with all its members")
    func members() async throws {
        try await RunningTestNode.with { running in
            let answer = try await running.client.get("/nulle-part")
            #expect(answer.status == 404)
            #expect(answer["Content-Type"] == "application/problem+json")
            for member in ["type", "title", "status", "detail", "code"] {
                #expect(try answer.json(member) != nil, "\(member) is missing")
            }
        }
    }
}
