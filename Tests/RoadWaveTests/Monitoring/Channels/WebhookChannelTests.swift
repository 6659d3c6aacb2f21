import Crypto
import Foundation
import NIOCore
import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

@Suite("The webhook", .timeLimit(.minutes(1)))
struct WebhookChannelTests {
    private static let message = AlertMessage(
        id: "n/cpu/1/firing", incident: "n/cpu/1", status: .firing, kind: "threshold", metric: "cpu_usage", value: 0.9,
        threshold: 0.8, node: "n", link: "http://n/", startedAt: "2026-03-29T12:34:56.789Z", subject: "Mémoire",
        text: "Texte")

    /// Sends the message once to a receiver that answers so.
    private func send(
        _ answer: LoopbackServer.Answer
    ) async throws -> (outcome: AlertOutbox.Outcome, questions: [LoopbackServer.Question]) {
        let questions = Mutex<[LoopbackServer.Question]>([])
        let server = try await LoopbackServer.start { question in
            questions.withLock { $0.append(question) }
            return answer
        }
        let http = AlertHTTP()
        let channel = WebhookChannel(
            configuration: .init(url: await server.base + "/hook", secret: "0123456789abcdef"), http: http)
        let outcome = await channel.send(Self.message)
        await http.close()
        await server.stop()
        return (outcome, questions.withLock { $0 })
    }

    @Test("the body is the message, signed with its time, under the identity of the message")
    func signature() async throws {
        let (outcome, questions) = try await send(LoopbackServer.Answer(200))
        #expect(outcome == .accepted)
        let question = try #require(questions.first)
        #expect(question.method == "POST" && question.path == "/hook")
        #expect(question.body == Self.message.json)
        #expect(question.headers["idempotency-key"] == Self.message.id)
        let timestamp = try #require(question.headers["x-roadwave-timestamp"])
        let seconds = try #require(Double(timestamp))
        #expect(abs(seconds - Date().timeIntervalSince1970) < 60)
        let signed = Array("\(timestamp).".utf8) + question.body
        let code = HMAC<SHA256>.authenticationCode(
            for: signed, using: SymmetricKey(data: Array("0123456789abcdef".utf8)))
        let hexadecimal = code.map { String(format: "%02x", $0) }.joined()
        #expect(question.headers["x-roadwave-signature"] == "v1=\(hexadecimal)")
    }

    @Test("a retry has the same body under a fresh time")
    func retry() async {
        let times = Mutex<[Int64]>([1_000_000, 2_000_000])
        let http = AlertHTTP()
        let channel = WebhookChannel(configuration: .init(url: "http://n/", secret: "s"), http: http) {
            WallDate(millisecondsSince1970: times.withLock { $0.removeFirst() })
        }
        let body = Self.message.json
        let first = Dictionary(uniqueKeysWithValues: channel.headers(of: Self.message, body: body))
        let second = Dictionary(uniqueKeysWithValues: channel.headers(of: Self.message, body: body))
        #expect(first["X-RoadWave-Timestamp"] == "1000" && second["X-RoadWave-Timestamp"] == "2000")
        #expect(first["X-RoadWave-Signature"] != second["X-RoadWave-Signature"])
        #expect(first["Idempotency-Key"] == second["Idempotency-Key"])
        await http.close()
    }

    @Test(
        "a server that fails is asked again, one that refuses is not, and a repeat that it knows is accepted",
        arguments: [
            (204, nil, AlertOutbox.Outcome.accepted), (409, nil, .accepted),
            (500, nil, .failed("HTTP 500", after: nil)),
            (429, "7", .failed("HTTP 429", after: .seconds(7))), (503, "x", .failed("HTTP 503", after: nil)),
            (400, nil, .refused("HTTP 400")), (401, nil, .refused("HTTP 401")),
        ] as [(Int, String?, AlertOutbox.Outcome)])
    func outcomes(status: Int, wait: String?, expected: AlertOutbox.Outcome) async throws {
        let headers = wait.map { ["Retry-After": $0] } ?? [:]
        let (outcome, questions) = try await send(LoopbackServer.Answer(status, headers: headers))
        #expect(outcome == expected)
        #expect(questions.count == 1)
    }

    @Test("a redirect is not followed: the signature is for one receiver")
    func redirect() async throws {
        let (outcome, questions) = try await send(LoopbackServer.Answer(302, headers: ["Location": "/other"]))
        #expect(outcome == .refused("HTTP 302"))
        #expect(questions.map(\.path) == ["/hook"])
    }

    @Test("a receiver that never answers is asked again later, with the same body and identity: it can drop a repeat")
    func silence() async throws {
        let questions = Mutex<[LoopbackServer.Question]>([])
        let isSilent = Mutex(true)
        let silence = AsyncStream.makeStream(of: Void.self)
        let server = try await LoopbackServer.start { question in
            questions.withLock { $0.append(question) }
            if isSilent.withLock({ $0 }) { for await _ in silence.stream {} }
            return LoopbackServer.Answer(200)
        }
        let configuration = AlertChannelConfiguration.Webhook(
            url: await server.base + "/hook", secret: "0123456789abcdef")
        let (impatient, patient) = (AlertHTTP(timeout: .milliseconds(200)), AlertHTTP())
        let outcome = await WebhookChannel(configuration: configuration, http: impatient).send(Self.message)
        let isFailed = if case .failed(_, after: nil) = outcome { true } else { false }
        #expect(isFailed, "\(outcome)")
        isSilent.withLock { $0 = false }
        #expect(await WebhookChannel(configuration: configuration, http: patient).send(Self.message) == .accepted)
        let asked = questions.withLock { $0 }
        #expect(!asked.isEmpty)
        #expect(asked.allSatisfy { $0.body == Self.message.json && $0.headers["idempotency-key"] == Self.message.id })
        silence.continuation.finish()
        await impatient.close()
        await patient.close()
        await server.stop()
    }
}
