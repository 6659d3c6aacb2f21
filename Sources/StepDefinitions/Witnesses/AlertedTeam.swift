internal import Foundation
internal import RoadWaveTestServices

/// The team on duty, as a webhook on the loopback that keeps all messages.
actor AlertedTeam {
    /// A message, as it came over HTTP.
    struct Message: Sendable {
        let body: [UInt8]
        let headers: [String: String]
        private let fields: [String: any Sendable]

        init(_ question: LoopbackServer.Question) {
            body = question.body
            headers = question.headers
            fields = (try? JSONSerialization.jsonObject(with: Data(question.body))) as? [String: any Sendable] ?? [:]
        }

        /// A text of the message; empty when there is none.
        func text(_ field: String) -> String { fields[field] as? String ?? "" }
        /// A number of the message; −1 when there is none.
        func number(_ field: String) -> Double {
            fields[field] as? Double ?? (fields[field] as? Int).map { Double($0) } ?? -1
        }
    }

    /// The secret that the node and the team share.
    nonisolated let secret = "le-secret-de-l-equipe-technique"
    private var server: LoopbackServer?
    private(set) var messages: [Message] = []
    /// Its address.
    private(set) var url = ""

    private init() {}

    static func start() async throws -> AlertedTeam {
        let team = AlertedTeam()
        try await team.listen()
        return team
    }

    private func listen() async throws {
        let server = try await LoopbackServer.start { [weak self] question in
            await self?.take(question)
            return LoopbackServer.Answer(204)
        }
        self.server = server
        url = await server.base + "/astreinte"
    }

    private func take(_ question: LoopbackServer.Question) {
        guard question.method == "POST" else { return }
        messages.append(Message(question))
    }

    func stop() async { await server?.stop() }

    /// The messages about a metric with a status, in their order.
    func messages(_ metric: String, _ status: String) -> [Message] {
        messages.filter {
            $0.text("metric") == metric && $0.text("kind") == "threshold" && $0.text("status") == status
        }
    }

    /// The incidents that were announced more than once, or ended more than once or without a beginning.
    var confusedIncidents: [String] {
        let incidents = Dictionary(grouping: messages) { $0.text("incident") }
        return incidents.compactMap { incident, messages in
            let statuses = messages.map { $0.text("status") }
            return statuses == ["firing"] || statuses == ["firing", "resolved"] ? nil : incident
        }.sorted()
    }

    /// The signature that a message must have, which `openssl` computes.
    nonisolated func signature(of message: Message, in folder: String) async throws -> String {
        let file = folder + "/signed-\(UUID().uuidString)"
        let timestamp = message.headers["x-roadwave-timestamp"] ?? ""
        try Data(Array("\(timestamp).".utf8) + message.body).write(to: URL(fileURLWithPath: file))
        let process = await ChildProcess.start(
            "openssl", ["dgst", "-sha256", "-hmac", secret, "-r", file], name: "openssl")
        _ = await process.wait()
        let line = await process.lines.first ?? ""
        return "v1=" + line.prefix { $0.isHexDigit }
    }
}
