import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What the modules of the operator's page compute, in the browser that runs them.
@Suite(
    "Modules of the operator's page", .serialized, .realTime, .timeLimit(.minutes(3)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct OperatorModuleTests {
    /// A radio without anything that needs somebody, with what a test changes.
    private static func points(_ change: String) -> String {
        """
        module.pointsOf({voices: [], nodes: [], lost: [], lives: [], jobs: [], lacking: [], ...\(change)},
            Date.parse("2026-05-01T12:00:00Z")).map(point => `${point.level} ${point.anchor} ${point.text}`)
        """
    }

    @Test("the points that need the operator are named, dangers first, and no others")
    func attention() async throws {
        try await Self.run { module async throws in
            #expect(try await module("attention.js", Self.points("{}")) == "[]")
            let calm = """
                {nodes: [{node_id: "a", url: "http://a", is_alive: true, lives: []}],
                    lives: [{live_id: "l", title: "T", reports: 0, listeners: 3, state: "interrupted"}],
                    jobs: [{state: "queued", created_at: "2026-05-01T11:59:00Z"}, {state: "published"},
                        {state: "recording", created_at: "2026-05-01T11:30:00Z"}]}
                """
            #expect(try await module("attention.js", Self.points(calm)) == "[]")
            let busy = """
                {lives: [{live_id: "l", title: "T", reports: 1, listeners: 3}, {live_id: "m", title: "U", reports: 4, listeners: 0}],
                    jobs: [{state: "failed", title: "V"}], lacking: ["nodes"],
                    nodes: [{node_id: "a", url: "http://a:1", is_alive: false, lives: ["l"]}],
                    voices: [{alerts: null}, {alerts: {open: [{incident: "i", node: "n", text: "Trop.\\nNœud",
                        started_at: "2026-05-01T11:00:00Z"}]}}]}
                """
            let expected = [
                "danger nodes-title Le registre des nœuds ne répond pas.",
                "danger nodes-title Le nœud a:1 ne donne plus signe de vie.", "danger resources-title Trop.",
                "warning jobs-title 1 replay a échoué.", "warning live-m «\u{a0}U\u{a0}» a 4 signalements.",
                "warning live-l «\u{a0}T\u{a0}» a 1 signalement.",
            ]
            let found = try await module("attention.js", Self.points(busy))
            #expect(try JSONDecoder().decode([String].self, from: Data(found.utf8)) == expected)
            // Many of a kind are one point.
            let many = """
                {lives: [1, 9, 2, 3].map(reports => ({live_id: `l${reports}`, title: "T", reports, listeners: 0}))}
                """
            #expect(
                try await module("attention.js", Self.points(many))
                    == "[\"warning live-l9 4 lives ont des signalements.\"]")
        }
    }

    @Test("jobs without a worker and missing recordings become points after a while")
    func waitingJobs() async throws {
        try await Self.run { module async throws in
            for (jobs, text) in [
                (#"[{state: "queued", created_at: "2026-05-01T11:49:00Z"}]"#, "1 replay attend un worker."),
                (#"[{state: "recording", created_at: "2026-05-01T10:59:00Z"}]"#, "1 enregistrement n'est pas arrivé."),
            ] {
                let found = try await module("attention.js", Self.points("{jobs: \(jobs)}"))
                #expect(found == "[\"warning jobs-title \(text)\"]")
            }
            let isTaken = #"[{state: "queued", created_at: "2026-05-01T11:00:00Z"}, {state: "working"}]"#
            #expect(try await module("attention.js", Self.points("{jobs: \(isTaken)}")) == "[]")
        }
    }

    @Test("a node that vanishes near the end of its lease is lost; one that vanishes earlier has stopped")
    func goneNodes() async throws {
        try await Self.run { module async throws in
            let gone = """
                (() => {
                    const known = new module.KnownNodes();
                    const node = (id, lease, is_alive = true) =>
                        ({node_id: id, url: `http://${id}`, lease_s: lease, is_alive, lives: []});
                    known.take([node("dead", 14), node("stopped", 14), node("here", 14), node("silent", 14)], 1);
                    known.take([node("dead", 3), node("stopped", 11), node("here", 12), node("silent", 0, false)], 2);
                    known.take([node("here", 14)], 3);
                    const seen = known.gone.map(node => [node.node_id, node.isLost, node.at]);
                    // Started again at the same address: another identity, the same node for people.
                    known.take([node("here", 14), {...node("x", 15), url: "http://dead"}], 4);
                    return [seen, known.gone.map(node => node.node_id)];
                })()
                """
            #expect(
                try await module("node-list.js", gone)
                    == #"[[["dead", true, 2], ["stopped", false, 2], ["silent", true, 1]], ["stopped", "silent"]]"#)
        }
    }

    @Test("a curve has a gap where nothing was measured, and shows its threshold whatever the values")
    func curve() async throws {
        try await Self.run { module async throws in
            #expect(
                try await module("curve.js", "module.linesOf([null, 0, 1, null, 2, null], 2)")
                    == "[[[48, 56], [96, 28]], [[192, 0]]]")
            #expect(try await module("curve.js", "module.linesOf([], 1)") == "[]")
            #expect(try await module("curve.js", "[module.topOf([], null), module.topOf([0], 0)]") == "[1, 1]")
            let top = "[module.topOf([0.1, null], 0.8) > 0.8, module.topOf([2], 0.8) > 2]"
            #expect(try await module("curve.js", top) == "[true, true]")
        }
    }

    @Test("figures are in French, and never equal to a limit that they exceed")
    func words() async throws {
        try await Self.run { module async throws in
            let values = """
                [["ratio", 0.423], ["ratio", 0.8004, 0.8], ["ratio", 0.8, 0.8], ["count", 91, 90], ["seconds", 0.0871],
                    ["ratio", undefined], ["ratio", 1.3]].map(value => module.valueText(...value))
                """
            let texts = [
                "42\u{202f}%", "80,04\u{202f}%", "80\u{202f}%", "91", "87\u{202f}ms", "–", "130\u{202f}%",
            ]
            let found = try await module("operator-words.js", values)
            #expect(try JSONDecoder().decode([String].self, from: Data(found.utf8)) == texts)
            let names = #"["https://a.radio.example/", "http://127.0.0.1:8080", "studio-2:8080"].map(module.nodeName)"#
            #expect(
                try await module("operator-words.js", names)
                    == #"["a.radio.example", "127.0.0.1:8080", "studio-2:8080"]"#)
            let hours = """
                (() => {
                    const now = new Date(2026, 4, 1, 14, 3);
                    return [module.hourText(now, now), module.hourText(null, now), module.hourText("x", now),
                        module.hourText(new Date(2026, 3, 30, 9, 5), now)];
                })()
                """
            #expect(
                try await module("operator-words.js", hours).replacing("\u{a0}", with: " ")
                    == #"["14 h 03", "", "", "30 avr., 9 h 05"]"#)
        }
    }

    @Test("a period ends where the next one begins, and a minute that was not recorded is a gap")
    func pastLives() async throws {
        try await Self.run { module async throws in
            let periods = """
                (() => {
                    const now = new Date(2026, 2, 29, 23, 30);
                    const [today, yesterday, week, all] = ["today", "yesterday", "week", "all"].map(
                        name => module.periodOf(name, now));
                    return [yesterday.to === today.from, new Date(today.from).getHours(), today.to === undefined,
                        new Date(week.from).getDate(), Object.keys(all).length];
                })()
                """
            #expect(try await module("past-lives.js", periods) == "[true, 0, true, 23, 0]")
            let minutes = """
                module.minutesOf([1, 2, 5].map(
                    minute => ({minute: `2026-05-01T12:0${minute}:00.000Z`, listeners: 10 * minute})))
                """
            #expect(try await module("past-lives.js", minutes) == "[10, 20, null, null, 50]")
            #expect(try await module("past-lives.js", "module.minutesOf([])") == "[]")
            // An hour, of which one listened to the whole and another to the half; and somebody to the replay.
            let means = """
                module.meansOf({renditions: [{rendition: "48k", listened_s: 1800}, {rendition: "96k", listened_s: 3600},
                    {rendition: "mp3", listened_s: 9}]}, 3600)
                """
            #expect(try await module("past-lives.js", means) == #"[["96k", 1], ["48k", 0.5]]"#)
            #expect(try await module("past-lives.js", "module.meansOf({renditions: []}, 0)") == "[]")
        }
    }

    @Test("the queue is described in a sentence")
    func queue() async throws {
        try await Self.run { module async throws in
            let texts = """
                [[], [{state: "working", worker: "a"}, {state: "working", worker: "a"}, {state: "queued"}],
                    [{state: "recording"}, {state: "failed"}]].map(module.queueText)
                """
            let expected = [
                "Aucun replay en préparation", "2 en préparation par 1 worker, 1 en attente",
                "1 enregistrement en route",
            ]
            let found = try await module("job-list.js", texts)
            #expect(try JSONDecoder().decode([String].self, from: Data(found.utf8)) == expected)
        }
    }

    private static func run(_ body: (PageModules) async throws -> Void) async throws {
        try await PageNode.run { node in
            // The modules of the page find its elements.
            try await body(PageModules(page: try await node.open("/exploitation")))
        }
    }
}
