import Foundation
import Testing

@testable import RoadWave

/// A node that verifies tokens, and the requests of an operator.
struct OperatedNode {
    let running: RunningTestNode
    /// The node's own database, opened a second time.
    let database: SQLiteDatabase
    private let keys: TokenKeys

    /// Runs a body on a node whose jobs no worker takes.
    static func with(
        _ settings: NodeConfiguration = .single, in directory: URL? = nil,
        _ body: (OperatedNode) async throws -> Void
    ) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = try TokenKeySet.generate().text
        try text.write(to: file, atomically: true, encoding: .utf8)
        var settings = settings
        settings.tokenKeys = file.path
        settings.replay.workers = 0
        settings.rateLimits = RateLimits.none
        let keys = try await TokenKeys(keySet: text)
        let place =
            directory ?? FileManager.default.temporaryDirectory.appending(path: "roadwave-\(UUID().uuidString)")
        defer { if directory == nil { try? FileManager.default.removeItem(at: place) } }
        try await RunningTestNode.with(settings, in: place) { running async throws in
            let database = try SQLiteDatabase(path: running.directory.path + "/roadwave.sqlite")
            try await body(OperatedNode(running: running, database: database, keys: keys))
            database.close()
        }
    }

    /// A token of a role. Its user has the name of the role.
    func token(_ role: AccessRole = .operator) async throws -> String {
        let expiry = WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + 3_600_000)
        return try await keys.issue(AccessClaims(subject: UserID(token: role.rawValue), role: role, expiry: expiry))
    }

    func send(
        _ method: String, _ path: String, as role: AccessRole = .operator, body: String? = nil
    ) async throws -> TestHTTPClient.Answer {
        var headers = ["Authorization": "Bearer \(try await token(role))"]
        if body != nil { headers["Content-Type"] = "application/json" }
        return try await running.client.send(method, path, headers: headers, body: body.map { Data($0.utf8) })
    }

    /// The JSON of one of the operator's routes.
    func read(_ name: String) async throws -> [String: Any] {
        let answer = try await send("GET", "/operations/\(name)")
        #expect(answer.status == 200)
        #expect(answer["Cache-Control"] == "no-store")
        return try #require(try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
    }

    /// What the list of lives says of one.
    func entry(of live: String) async throws -> [String: Any] {
        let lives = try await read("lives")["lives"] as? [[String: Any]] ?? []
        return lives.first { $0["live_id"] as? String == live } ?? [:]
    }

    /// Begins a live.
    /// - Parameter heard: whether media comes from its creator: only then the catalogue has it.
    func publish(heard: Bool = false) async throws -> String {
        let creator = try await token(.creator)
        guard heard else {
            let answer = try await running.client.publish(try TestOffer.opus(), token: creator)
            return String(try #require(answer["Location"]?.split(separator: "/").last))
        }
        return try await running.openHeardLive(token: creator).id.description
    }

    func listen(_ method: String, _ live: String, _ path: String, body: String) async throws -> TestHTTPClient.Answer {
        try await send(method, "/lives/\(live)\(path)", as: .listener, body: body)
    }

    /// Ends a live as an operator.
    func end(_ live: String, _ body: String) async throws -> TestHTTPClient.Answer {
        try await send("POST", "/operations/lives/\(live)/end", body: body)
    }

    /// Opens the operator's stream.
    func follow(_ query: String = "") async throws -> EventStreamReader {
        try await EventStreamReader(
            "\(running.addresses.httpURL)/operations/events\(query.isEmpty ? "" : "?\(query)")",
            token: try await token())
    }
}
