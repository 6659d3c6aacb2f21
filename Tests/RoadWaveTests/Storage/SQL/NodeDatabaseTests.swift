import Configuration
import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("A node and its database", .postgresServer, .timeLimit(.minutes(2)))
struct NodeDatabaseTests {
    private func settings(_ address: PostgresAddress?) -> NodeConfiguration { .with(\.postgres, address) }

    private func titles(_ running: RunningTestNode, _ query: String = "") async throws -> [String] {
        struct List: Decodable {
            struct Entry: Decodable { var title: String }
            var lives: [Entry]
        }
        let answer = try await running.client.get("/lives?\(query)")
        #expect(answer.status == 200)
        return try JSONDecoder().decode(List.self, from: answer.body).lives.map(\.title)
    }

    @Test("lives and their audit are in PostgreSQL, as an independent client reads them")
    func written() async throws {
        let address = try await SharedPostgres.makeDatabase()
        try await RunningTestNode.with(settings(address)) { running in
            let query = "title=Sur%20la%20route&zone_geo=%C3%8Ele-de-France&tag=Actualit%C3%A9&tag=Tech"
            let id = try await running.openHeardLive(query: query).id.description
            #expect(try await titles(running) == ["Sur la route"])
            let row = try await PostgresServer.query(
                """
                SELECT creator_id, title, zone_geo, tags, state, started_at IS NOT NULL, ended_at IS NULL
                FROM lives WHERE live_id = '\(id)'
                """, database: address.url)
            #expect(
                row == [
                    "\(UserID(token: "createur"))\tSur la route\tÎle-de-France\t{Actualité,Tech}\tlive\tt\tt"
                ])
            _ = try await running.client.send(
                "DELETE", "/whip/\(id)", headers: ["Authorization": "Bearer createur"])
            // Written behind, once the last media is stored.
            try await until {
                try await PostgresServer.query(
                    "SELECT event FROM audit_events WHERE live_id = '\(id)' ORDER BY at", database: address.url)
                    == ["live_started", "live_ended"]
            }
            let details = try await PostgresServer.query(
                """
                SELECT details->>'creator_id', details->>'zone_geo' FROM audit_events
                WHERE event = 'live_started' AND user_id = '\(UserID(token: "createur"))'
                """, database: address.url)
            #expect(details == ["\(UserID(token: "createur"))\tÎle-de-France"])
            let end = try await PostgresServer.query(
                """
                SELECT details->>'reason', (details->>'duration_s')::float >= 0, details->>'listeners'
                FROM audit_events WHERE event = 'live_ended'
                """, database: address.url)
            #expect(end == ["creator\tt\t0"])
            #expect(try await titles(running, "state=ended") == ["Sur la route"])
        }
    }

    @Test("nodes of one database list each other's lives, and know them after they are gone")
    func shared() async throws {
        let address = try await SharedPostgres.makeDatabase()
        var id = ""
        try await RunningTestNode.with(settings(address)) { other in
            try await RunningTestNode.with(settings(address)) { running in
                id = try await running.openHeardLive(query: "title=Ailleurs").id.description
                #expect(try await titles(running) == ["Ailleurs"])
                #expect(try await titles(other) == ["Ailleurs"])
                #expect(try await other.client.get("/lives/\(id)").json("title") == "Ailleurs")
            }
            // The other node has stopped, in order.
            let live = try await other.client.get("/lives/\(id)")
            #expect(try live.json("state") == "ended")
            #expect(try live.json("ended_reason") == "node_stopped")
        }
    }

    @Test("lives are listed over restarts of a node without PostgreSQL")
    func restarted() async throws {
        let directory = try TemporaryDirectory()
        let url = URL(filePath: directory.path)
        try await RunningTestNode.with(in: url) { running in
            _ = try await running.openHeardLive(query: "title=Avant")
        }
        try await RunningTestNode.with(in: url) { running in
            _ = try await running.openHeardLive(query: "title=Apr%C3%A8s")
            #expect(try await titles(running) == ["Après", "Avant"])
            #expect(try await titles(running, "state=ended") == ["Avant"])
        }
    }

    @Test("while PostgreSQL is away lives begin, go on and end; the list is refused; afterwards everything is written")
    func outage() async throws {
        let directory = try TemporaryDirectory()
        let server = try await PostgresServer.start(in: directory.path)
        let address = try #require(PostgresAddress(parsing: server.url))
        try await RunningTestNode.with(settings(address)) { running in
            _ = try await running.openHeardLive(query: "title=Un")
            #expect(try await titles(running) == ["Un"])
            await server.stop()
            let id = try await running.openHeardLive(query: "title=Deux").id.description
            let list = try await running.client.get("/lives")
            #expect(list.status == 503)
            #expect(try list.json("code") == "catalogue_unavailable")
            #expect(try await running.client.get("/lives/\(id)").json("title") == "Deux")
            // Whether there ever was such a live, nobody can say.
            for path in ["", "/events"] {
                let unknown = try await running.client.get("/lives/\(LiveID())\(path)")
                #expect(unknown.status == 503)
                #expect(try unknown.json("code") == "catalogue_unavailable")
            }
            let ready = try await running.admin.get("/readyz")
            #expect(ready.status == 200)
            #expect(try ready.json("status") == "degraded")
            let failures = try await running.metric("roadwave_database_failures_total{table=\"lives\"}")
            #expect(failures ?? 0 > 0)
            let ended = try await running.client.send(
                "DELETE", "/whip/\(id)", headers: ["Authorization": "Bearer createur"])
            #expect(ended.status == 200)
            let back = try await PostgresServer.start(in: directory.path, port: server.port)
            try await until { try await running.client.get("/lives").status == 200 }
            try await until { try await titles(running, "state=ended") == ["Deux"] }
            #expect(try await titles(running) == ["Deux", "Un"])
            try await until {
                try await back.query("SELECT count(*) FROM audit_events WHERE event = 'live_ended'") == ["1"]
            }
            let lost = try await running.metric("roadwave_database_entries_lost_total")
            #expect(lost == 0)
            // The node stops while its database is there.
            await running.node.stop()
            #expect(try await back.query("SELECT count(*) FROM lives WHERE state = 'ended'") == ["2"])
            await back.stop()
        }
        withExtendedLifetime(directory) {}
    }

    @Test("what PostgreSQL did not take before the node stopped is written by the next start: ends, and the audit")
    func endWithoutDatabase() async throws {
        let (directory, data) = (try TemporaryDirectory(), try TemporaryDirectory())
        let server = try await PostgresServer.start(in: directory.path)
        let address = try #require(PostgresAddress(parsing: server.url))
        let url = URL(filePath: data.path)
        try await RunningTestNode.with(settings(address), in: url) { running in
            _ = try await running.openHeardLive(query: "title=Un")
            #expect(try await titles(running) == ["Un"])
            await server.stop()
            #expect(try await running.metric("roadwave_database_entries_lost_total") == 0)
        }
        let kept = url.appending(path: "audit-pending.jsonl")
        let rights = try FileManager.default.attributesOfItem(atPath: kept.path)[.posixPermissions]
        #expect(rights as? Int == 0o600)
        let back = try await PostgresServer.start(in: directory.path, port: server.port)
        #expect(try await back.query("SELECT state FROM lives") == ["live"])
        #expect(try await back.query("SELECT count(*) FROM audit_events WHERE event = 'live_ended'") == ["0"])
        try await RunningTestNode.with(settings(address), in: url) { running in
            let ended = try await titles(running, "state=ended")
            #expect(ended == ["Un"])
            try await until { !FileManager.default.fileExists(atPath: kept.path) }
            let end = try await back.query(
                "SELECT details->>'reason', user_id FROM audit_events WHERE event = 'live_ended'")
            #expect(end == ["node_stopped\t\(UserID(token: "createur"))"])
        }
        await back.stop()
        withExtendedLifetime((directory, data)) {}
    }

    @Test("a node starts without PostgreSQL, and uses it once it is there")
    func lateDatabase() async throws {
        let directory = try TemporaryDirectory()
        let first = try await PostgresServer.start(in: directory.path)
        await first.stop()
        let address = try #require(PostgresAddress(parsing: first.url))
        try await RunningTestNode.with(settings(address)) { running in
            #expect(try await running.client.get("/lives").status == 503)
            _ = try await running.openHeardLive(query: "title=Un")
            let server = try await PostgresServer.start(in: directory.path, port: first.port)
            try await until { try await running.client.get("/lives").status == 200 }
            try await until { try await titles(running) == ["Un"] }
            await running.node.stop()
            await server.stop()
        }
        withExtendedLifetime(directory) {}
    }

    @Test("a database that refuses the node stops the start, with one line that says which setting it is")
    func refused() async throws {
        let server = try await PostgresServer.shared.server()
        let wrong = PostgresAddress(parsing: server.url.replacing("roadwave@", with: "nobody:secret@"))
        let error = await #expect(throws: RoadWaveError.self) {
            try await RunningTestNode.with(settings(wrong)) { _ in }
        }
        #expect(error?.code == .configuration)
        let line = "\(try #require(error))"
        #expect(line.contains("ROADWAVE_POSTGRES_URL cannot be used"))
        #expect(line.contains("nobody"))
        #expect(!line.contains("secret@"))
        #expect(!line.contains("\n"))
    }

    @Test("a control character that no database could be asked for is a 400 that names the parameter")
    func controlCharacters() async throws {
        try await RunningTestNode.with { running in
            for name in ["q", "zone_geo", "tag", "classification_age"] {
                let answer = try await running.client.get("/lives?\(name)=a%00b")
                #expect(answer.status == 400)
                #expect(try answer.json("field") == name)
            }
        }
    }
}
