import Foundation
import RoadWaveMedia
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Routes for operators", .timeLimit(.minutes(5)))
struct OperatorRoutesTests {
    private static let reads = ["nodes", "resources", "alerts", "lives", "jobs", "events"].map { "/operations/\($0)" }

    // MARK: Rights

    @Test("creators and listeners, and people without a token, neither read nor change anything")
    func rights() async throws {
        try await OperatedNode.with { node in
            let (live, job) = (LiveID(), LiveID())
            let changes: [(String, String)] = [
                ("POST", "/operations/lives/\(live)/end"), ("POST", "/operations/jobs/\(job)/retry"),
                ("DELETE", "/operations/jobs/\(job)"),
            ]
            let reads: [(String, String)] = Self.reads.map { ("GET", $0) }
            for (method, path) in reads + [("HEAD", "/operations/events")] + changes {
                #expect(try await node.running.client.send(method, path).status == 401, "\(method) \(path)")
                for role in [AccessRole.creator, .listener] {
                    let answer = try await node.send(method, path, as: role)
                    #expect(answer.status == 403, "\(method) \(path)")
                    if method != "HEAD" { #expect(try answer.json("code") == "role_refused") }
                }
            }
        }
    }

    // MARK: What is read

    @Test("the node lists itself, with its lease and the lives that it runs")
    func nodes() async throws {
        try await OperatedNode.with { node in
            let live = try await node.publish()
            let nodes = try #require(try await node.read("nodes")["nodes"] as? [[String: Any]])
            #expect(nodes.count == 1)
            #expect(nodes.first?["is_here"] as? Bool == true)
            #expect(nodes.first?["is_alive"] as? Bool == true)
            #expect(nodes.first?["url"] as? String == node.running.addresses.httpURL)
            // The live is reported beside the answer to its creator.
            try await until {
                let nodes = try await node.read("nodes")["nodes"] as? [[String: Any]]
                return nodes?.first?["lives"] as? [String] == [live]
            }
        }
    }

    @Test("every resource has its threshold, and an hour whose last stretch has a value")
    func resources() async throws {
        try await OperatedNode.with { node in
            let resources = try await node.read("resources")["resources"] as? [[String: Any]] ?? []
            #expect(
                resources.map { $0["metric"] as? String } == [
                    "cpu_usage", "memory_usage", "upload_usage", "webrtc_sessions",
                ])
            #expect(resources.map { $0["threshold"] as? Double } == [0.8, 0.85, 0.8, 90])
            try await until {
                let resources = try await node.read("resources")["resources"] as? [[String: Any]] ?? []
                let memory = try #require(resources.first { $0["metric"] as? String == "memory_usage" })
                let hour = try #require(memory["hour"] as? [Any])
                #expect(hour.count == ResourceHistory.length)
                return memory["value"] is Double && hour.contains { $0 is Double }
            }
        }
    }

    @Test("a live is listed with its peak, its reports and its node, and also once it is over")
    func lives() async throws {
        try await OperatedNode.with { node in
            let live = try await node.publish(heard: true)
            _ = try await node.listen("POST", live, "/listeners", body: "{}")
            _ = try await node.listen("POST", live, "/reports", body: #"{"category":"spam"}"#)
            try await until {
                let entry = try await node.entry(of: live)
                return entry["listeners"] as? Int == 1 && entry["reports"] as? Int == 1 && entry["node"] != nil
            }
            _ = try await node.end(live, #"{"reason":"operator"}"#)
            try await until {
                let entry = try await node.entry(of: live)
                return entry["state"] as? String == "ended" && entry["peak_listeners"] as? Int == 1
                    && entry["node"] == nil
            }
        }
    }

    @Test("the usage of a live is that of its renditions, over all months and corrections")
    func usage() async throws {
        let live = LiveID()
        func row(_ rendition: String, _ month: String, listened: Int64, media: Int64) throws -> UsageRow {
            let key = UsageKey(
                month: try #require(BillingMonth(month)), live: live, rendition: rendition, price: MicroEuros(0))
            var usage = Usage()
            (usage.listenedMilliseconds, usage.mediaBytes) = (listened, media)
            return UsageRow(key: key, zone: "Europe/Paris", usage: usage)
        }
        let document = LiveUsageDocument(
            live,
            [
                try row("48k", "2026-10", listened: 1_500, media: 10), try row("96k", "2026-10", listened: 9, media: 1),
                try row("48k", "2026-11", listened: 500, media: 5),
            ])
        #expect(document.renditions.map(\.rendition) == ["48k", "96k"])
        #expect(document.renditions.map(\.listenedSeconds) == [2, 0.009])
        #expect(document.renditions.map(\.sentBytes) == [15, 1])
        try await OperatedNode.with { node in
            let live = try await node.publish()
            #expect(try await node.read("lives/\(live)/usage")["renditions"] as? [String] == [])
            for id in ["\(LiveID())", "x"] {
                #expect(try await node.send("GET", "/operations/lives/\(id)/usage").status == 404)
            }
        }
    }

    @Test("an open alert is listed with its sentence")
    func alerts() async throws {
        var settings = NodeConfiguration.single
        settings.monitoring.memoryBytes = 1_000_000
        settings.monitoring.alertAfter = .zero
        try await OperatedNode.with(settings) { node in
            try await until {
                let alerts = try await node.read("alerts")
                let open = alerts["open"] as? [[String: Any]] ?? []
                return open.contains {
                    $0["metric"] as? String == "memory_usage" && $0["status"] as? String == "firing"
                }
                    && (alerts["recent"] as? [[String: Any]])?.isEmpty == false
            }
        }
    }

    // MARK: The end of a live

    @Test("the creator and the listeners read why an operator ended a live; the trail has who, why and the note")
    func ending() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "roadwave-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var id: LiveID?
        var configuration = NodeConfiguration.single
        try await OperatedNode.with(in: directory) { node in
            let live = try await node.publish(heard: true)
            id = LiveID(live)
            var events = try await node.running.events(of: live)
            let answer = try await node.end(live, #"{"reason":"operator_copyright","note":"Musique à 14:03"}"#)
            #expect(answer.status == 200)
            #expect(try answer.json("ended_reason") == "operator_copyright")
            let ended = try #require(try await events.next("ended")).data
            #expect(ended.contains("\"message\":\"\(EndReason.operatorCopyright.message)\""))
            #expect(ended.contains("\"listener_message\":\"\(EndReason.operatorCopyright.listenerMessage)\""))
            let document = try await node.running.client.get("/lives/\(live)")
            #expect(try document.json("ended_message") == EndReason.operatorCopyright.listenerMessage)
            // Once more: it is over.
            let again = try await node.end(live, #"{"reason":"operator"}"#)
            #expect(again.status == 409)
            #expect(try again.json("code") == "live_over")
        }
        configuration.dataDirectory = directory.path
        let database = try NodeDatabases.open(configuration, date: { .now }, logger: .silent)
        let events = try await database.auditStore.events(of: nil, limit: 100)
        await database.close()
        let stopped = events.filter { $0.kind == .liveStopped }
        let ends = events.filter { $0.kind == .liveEnded }
        #expect(stopped.map(\.live) == [id])
        #expect(stopped.first?.user == UserID(token: "operator"))
        #expect(stopped.first?.details["reason"] == "operator_copyright")
        #expect(stopped.first?.details["note"] == "Musique à 14:03")
        // An erasure finds the creator under this name only.
        #expect(stopped.first?.details["target_user"] == ends.first?.details["creator_id"])
        #expect(ends.map { $0.details["reason"] } == ["operator_copyright"])
    }

    @Test(
        "an end without a reason of the list, or with a note of several lines, ends nothing",
        arguments: [
            ("{}", "reason"), (#"{"reason":"creator"}"#, "reason"), (#"{"reason":"node_lost"}"#, "reason"),
            (#"{"reason":"operator","note":"a\nb"}"#, "note"), (#"{"reason":"operator","note":1}"#, "note"),
            (#"{"reason":"operator","note":"\#(String(repeating: "a", count: 501))"}"#, "note"),
        ])
    func badEndings(body: String, field: String) async throws {
        try await OperatedNode.with { node in
            let live = try await node.publish()
            let answer = try await node.end(live, body)
            #expect(answer.status == 400)
            #expect(try answer.json("field") == field)
            #expect(try await node.running.client.get("/lives/\(live)").json("ended_at") == nil)
            #expect(try await node.end("\(LiveID())", #"{"reason":"operator"}"#).status == 404)
            #expect(try await node.end("x", #"{"reason":"operator"}"#).status == 404)
        }
    }

    // MARK: Jobs

    @Test("a failed job is listed with its reason and can be retried; a dropped job does not come back by itself")
    func jobs() async throws {
        try await OperatedNode.with { node in
            let claim = try #require(try await node.database.claimedLive("Hier soir"))
            #expect(try await node.database.replayJobs.fail(claim, reason: "no space", limit: 1, at: .at(0)) == .failed)
            let path = "/operations/jobs/\(claim.live)"
            let listed = try await node.read("jobs?state=failed&limit=5")["jobs"] as? [[String: Any]] ?? []
            #expect(listed.map { $0["live_id"] as? String } == ["\(claim.live)"])
            #expect(listed.first?["title"] as? String == "Hier soir")
            #expect(listed.first?["reason"] as? String == "no space")
            #expect(listed.first?["failures"] as? Int == 1)
            #expect(try await node.send("POST", path + "/retry").status == 204)
            #expect(try await node.database.replayJobs.job(of: claim.live)?.state == .queued)
            let again = try await node.send("POST", path + "/retry")
            #expect(again.status == 409)
            #expect(try again.json("detail") == "Ce replay est déjà en préparation.")
            #expect(try await node.send("DELETE", path).status == 204)
            #expect(try await node.database.replayJobs.job(of: claim.live)?.state == .dropped)
            #expect(try await node.send("DELETE", path).status == 409)
            try await until {
                let events = try await node.database.auditStore.events(of: claim.live, limit: 10)
                return events.count { $0.kind == .jobRetried || $0.kind == .jobDropped } == 2
            }
        }
    }

    @Test("a job that a worker has is not dropped, and a live without a job has none to change")
    func refusedJobs() async throws {
        try await OperatedNode.with { node in
            let claim = try #require(try await node.database.claimedLive())
            let held = try await node.send("DELETE", "/operations/jobs/\(claim.live)")
            #expect(held.status == 409)
            #expect(try held.json("code") == "job_refused")
            let unrecorded = try await node.database.endedLive().id
            #expect(try await node.send("DELETE", "/operations/jobs/\(unrecorded)").status == 204)
            let lost = try await node.send("POST", "/operations/jobs/\(unrecorded)/retry")
            #expect(try lost.json("detail")?.hasPrefix("L'enregistrement de ce live n'existe plus") == true)
            for id in ["\(LiveID())", "x"] {
                #expect(try await node.send("DELETE", "/operations/jobs/\(id)").status == 404)
                #expect(try await node.send("POST", "/operations/jobs/\(id)/retry").status == 404)
            }
        }
    }

    @Test(
        "a parameter that is not understood is refused, with its name",
        arguments: [
            ("jobs?state=lost", "state"), ("jobs?limit=0", "limit"), ("jobs?limit=201", "limit"),
            ("jobs?limit=x", "limit"), ("jobs?limit=", "limit"), ("events?scope=world", "scope"),
            ("lives?state=lots", "state"),
        ])
    func badParameters(query: String, field: String) async throws {
        try await OperatedNode.with { node in
            let answer = try await node.send("GET", "/operations/\(query)")
            #expect(answer.status == 400)
            #expect(try answer.json("field") == field)
        }
    }

    // MARK: The stream

    @Test("the stream sends the state of all nodes or of this one, and then the changes")
    func stream() async throws {
        try await OperatedNode.with { node in
            var all = try await node.follow()
            #expect(all.status == 200)
            #expect(all.headers["content-type"] == "text/event-stream; charset=utf-8")
            var names: [String] = []
            for _ in 0..<5 {
                let event = try #require(try await all.next())
                names.append(event.name)
            }
            #expect(names == ["resources", "alerts", "nodes", "lives", "jobs"])
            let live = try await node.publish(heard: true)
            var lives = try await all.next("lives")
            while lives?.data.contains(live) == false { lives = try await all.next("lives") }
            #expect(lives != nil)
            _ = try await node.end(live, #"{"reason":"operator"}"#)
            while lives.map({ $0.data != #"{"lives":[]}"# }) == true { lives = try await all.next("lives") }
            #expect(lives != nil)
            var own = try await node.follow("scope=node")
            let first = try #require(try await own.next())
            #expect(first.name == "resources")
            #expect(first.data.contains("\"hour\":["))
            for _ in 0..<3 {
                let event = try #require(try await own.next())
                #expect(["resources", "alerts", ""].contains(event.name))
            }
        }
    }

    @Test("a stream ends with its node, before the port cuts it")
    func streamOfStoppedNode() async throws {
        try await OperatedNode.with { node in
            var stream = try await node.follow()
            _ = try await stream.next()
            let stopping = node.running.node
            async let stopped: Void = stopping.stop()
            // A response that is cut has no end: reading it would fail.
            while try await stream.next() != nil {}
            await stopped
        }
    }

    @Test("there are sixteen streams at most, and they take no places from others")
    func places() {
        let places = EventStreamPlaces(
            .init(total: 1, perLive: 1, perCreator: 1), metrics: APIMetrics(MetricsRegistry()))
        var taken = (0..<20).compactMap { _ in try? places.takeForOperator() }
        #expect(taken.count == 16)
        #expect(throws: Never.self) { _ = try places.take(in: LiveID(), for: EventStreamClient()) }
        taken.removeLast()
        taken += (0..<2).compactMap { _ in try? places.takeForOperator() }
        #expect(taken.count == 16)
    }
}
