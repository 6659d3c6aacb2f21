import Foundation
import Testing

@testable import RoadWave

@Suite("WHIP session")
struct WHIPSessionTests {
    private struct Session {
        var location: String
        var tag: String
        var offer: String
    }

    /// A node with one live of the creator `createur`.
    private func withSession(_ body: (RunningTestNode, Session) async throws -> Void) async throws {
        try await RunningTestNode.with { running in
            let offer = try TestOffer.opus()
            let answer = try await running.client.publish(offer)
            let session = Session(
                location: try #require(answer["Location"]), tag: try #require(answer["ETag"]), offer: offer)
            try await body(running, session)
        }
    }

    private func patch(
        _ running: RunningTestNode, _ session: Session, _ fragment: String, condition: String?,
        token: String = "createur", type: String = "application/trickle-ice-sdpfrag"
    ) async throws -> TestHTTPClient.Answer {
        var headers = ["Authorization": "Bearer \(token)", "Content-Type": type]
        headers["If-Match"] = condition
        return try await running.client.send(
            "PATCH", session.location, headers: headers, body: Data(fragment.utf8))
    }

    private let candidate = """
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r
        a=mid:0\r
        a=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host\r

        """
    private let restart = "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"

    @Test("a candidate is taken with 204, which tells no tag: the session is the same")
    func trickle() async throws {
        try await withSession { running, session in
            let answer = try await patch(running, session, candidate, condition: session.tag)
            #expect(answer.status == 204)
            #expect(answer["ETag"] == nil)
            let next = try await patch(running, session, candidate, condition: session.tag)
            #expect(next.status == 204)
        }
    }

    @Test(
        "a session that runs is there to be asked for, with and without a token, until it is over",
        arguments: ["GET", "HEAD"])
    func presence(method: String) async throws {
        try await withSession { running, session in
            for headers in [[:], ["Authorization": "Bearer createur"]] {
                let answer = try await running.client.send(method, session.location, headers: headers)
                #expect(answer.status == 204)
                #expect(answer["Accept-Patch"] == "application/trickle-ice-sdpfrag")
                #expect(answer.body.isEmpty)
            }
            _ = try await running.client.send("DELETE", session.location, headers: ["Authorization": "Bearer createur"])
            #expect(try await running.client.send(method, session.location).status == 404)
            #expect(try await running.client.send(method, "/whip/\(LiveID())").status == 404)
            #expect(try await running.client.send(method, "/whip/nope").status == 404)
        }
    }

    @Test("new credentials restart ICE: 200, new credentials, a new tag")
    func iceRestart() async throws {
        try await withSession { running, session in
            let answer = try await patch(running, session, restart, condition: "*")
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/trickle-ice-sdpfrag")
            #expect(answer["ETag"] != session.tag)
            #expect(answer.text.contains("a=ice-ufrag:"))
            #expect(answer.text.contains("a=candidate:"))
            #expect(answer.text.hasPrefix("a=ice-lite\r\n"))
            let late = try await patch(running, session, candidate, condition: session.tag)
            #expect(late.status == 412)
        }
    }

    @Test("a request without a condition is a 428")
    func noCondition() async throws {
        try await withSession { running, session in
            let answer = try await patch(running, session, candidate, condition: nil)
            #expect(answer.status == 428)
        }
    }

    @Test("a request about another ICE session is a 412")
    func otherSession() async throws {
        try await withSession { running, session in
            let answer = try await patch(running, session, candidate, condition: "\"other\"")
            #expect(answer.status == 412)
        }
    }

    @Test("a fragment that cannot be read is a 400, another type a 415")
    func badFragment() async throws {
        try await withSession { running, session in
            let bad = try await patch(running, session, "a=ice-ufrag:abcd\r\n", condition: session.tag)
            #expect(bad.status == 400)
            let type = try await patch(running, session, candidate, condition: session.tag, type: "application/sdp")
            #expect(type.status == 415)
            #expect(type["Accept-Patch"] == "application/trickle-ice-sdpfrag")
        }
    }

    @Test("another creator may neither change nor end the live")
    func otherCreator() async throws {
        try await withSession { running, session in
            let change = try await patch(running, session, candidate, condition: session.tag, token: "autre")
            #expect(change.status == 403)
            let end = try await running.client.send(
                "DELETE", session.location, headers: ["Authorization": "Bearer autre"])
            #expect(end.status == 403)
        }
    }

    @Test("without a token nothing is changed or ended")
    func noToken() async throws {
        try await withSession { running, session in
            for method in ["DELETE", "PATCH"] {
                let answer = try await running.client.send(method, session.location)
                #expect(answer.status == 401)
            }
        }
    }

    @Test("the creator ends the live; afterwards there is no session, and the live has ended")
    func end() async throws {
        try await withSession { running, session in
            let headers = ["Authorization": "Bearer createur"]
            let answer = try await running.client.send("DELETE", session.location, headers: headers)
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/json")
            #expect(try await running.client.send("DELETE", session.location, headers: headers).status == 404)
            let id = try #require(session.location.split(separator: "/").last)
            let live = try await running.client.get("/lives/\(id)")
            #expect(answer.body == live.body)
            #expect(try live.json("state") == "ended")
            #expect(try live.json("ended_reason") == "creator")
            #expect(try live.json("ended_at") != nil)
        }
    }

    @Test("a live that never was is not found")
    func unknown() async throws {
        try await RunningTestNode.with { running in
            for path in ["/whip/\(LiveID())", "/whip/nope"] {
                let answer = try await running.client.send(
                    "DELETE", path, headers: ["Authorization": "Bearer createur"])
                #expect(answer.status == 404)
            }
        }
    }
}
