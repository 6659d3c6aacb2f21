import Foundation
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

    @Test("what is wrong with an offer is told to the creator in French, and to the developer in English")
    func languages() async throws {
        try await RunningTestNode.with { running in
            let silent = try TestOffer.opus().replacingOccurrences(of: "a=sendonly", with: "a=recvonly")
            let answer = try await running.client.publish(silent)
            #expect(
                try answer.json("detail")
                    == "L'application n'a pas su démarrer le live\u{a0}: son offre WebRTC est invalide.")
            #expect(
                try answer.json("reason") == "SDP: no audio section that sends: sendonly or sendrecv is expected.")
        }
    }

    @Test("so is what is wrong with a change of the session")
    func languagesOfChange() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.client.publish(try TestOffer.opus())
            let answer = try await running.client.send(
                "PATCH", try #require(live["Location"]),
                headers: [
                    "Authorization": "Bearer createur", "Content-Type": "application/trickle-ice-sdpfrag",
                    "If-Match": try #require(live["ETag"]),
                ], body: Data("v=0".utf8))
            #expect(answer.status == 400)
            #expect(
                try answer.json("detail")
                    == "L'application n'a pas su rétablir le live\u{a0}: sa mise à jour WebRTC est invalide.")
            #expect(
                try answer.json("reason") == "SDP line 1: a fragment has only a= and m= lines (RFC 8840 §9).")
        }
    }

    @Test("the title of a body that is too large is the phrase of the status line")
    func title() async throws {
        try await RunningTestNode.with { running in
            let request = """
                POST /whip HTTP/1.1\r
                Host: x\r
                Authorization: Bearer a\r
                Content-Type: application/sdp\r
                Content-Length: 70000\r
                Connection: close\r
                \r

                """
            let answer = try await RawHTTP.exchange(
                request + String(repeating: "a", count: 70_000), with: running.addresses.http)
            #expect(answer.hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
            #expect(answer.contains("\"title\":\"Payload Too Large\""))
        }
    }
}
