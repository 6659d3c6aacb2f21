import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What the modules of the pages compute, in the browser that runs them.
@Suite(
    "Modules of the pages", .serialized, .realTime, .timeLimit(.minutes(3)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct PageModuleTests {
    @Test("a player that says the date of its beginning tells how old a sound is, one that knows none does not")
    func startDate() async throws {
        try await Self.run { module async throws in
            // Said at 10:00:05, heard at 10:00:12.5.
            let age = """
                module.age(module.dateByStart(new Date("2026-05-01T10:00:00Z"), 5), Date.parse("2026-05-01T10:00:12.500Z"))
                """
            #expect(try await module("latency.js", age) == "7.5")
            #expect(try await module("latency.js", "module.dateByStart(new Date(NaN), 5)") == "null")
            #expect(try await module("latency.js", "module.dateByStart(undefined, 5)") == "null")
            // Clocks that are wrong: a sound of the future is of now, one of days ago is of no known time.
            #expect(try await module("latency.js", "module.age(2000, 1000)") == "0")
            #expect(try await module("latency.js", "module.age(0, 86400000)") == "null")
            #expect(try await module("latency.js", "module.age(null, 1000)") == "null")
            let measured = """
                new module.Latency({getStartDate: () => new Date(1000000), currentTime: 8, paused: false},
                    {now: () => 1014250}).seconds()
                """
            #expect(try await module("latency.js", measured) == "6.25")
        }
    }

    @Test("what was said before a break and after it lies side by side in a player, and apart in time")
    func timeline() async throws {
        try await Self.run { module async throws in
            let playlist = """
                #EXTM3U
                #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:01:40.000Z
                #EXTINF:2.0,
                5.ts
                #EXTINF:1.5,
                6.ts
                #EXT-X-DISCONTINUITY
                #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:03:20.000Z
                #EXTINF:2.0,
                7.ts
                #EXTINF:2.0,
                8.ts
                """
            // The player has everything up to 7.ts, and ends at 10 s: 5.ts is at 4.5 s, 6.ts at 6.5 s, 7.ts at 8 s.
            let dates = """
                (() => {
                    const segments = module.segmentsOf(`\(playlist)`, "http://a.example/lives/x/media.m3u8");
                    const timeline = new module.Timeline(segments, "http://a.example/lives/x/7.ts", 10000);
                    return [4500, 7000, 7999, 8000, 9500, 12000].map(time => timeline.dateAt(time));
                })()
                """
            #expect(try await module("timeline.js", dates) == "[100000, 102500, 103499, 200000, 201500, 204000]")
            let undated = """
                (() => {
                    const text = "#EXTINF:2,\\n1.ts\\n#EXT-X-PROGRAM-DATE-TIME:never\\n#EXTINF:2,\\n2.ts";
                    const segments = module.segmentsOf(text, "http://a.example/m");
                    return [new module.Timeline(segments, "http://a.example/2.ts", 4000).dateAt(1000),
                        new module.Timeline(segments, "http://a.example/3.ts", 4000).dateAt(1000)];
                })()
                """
            #expect(try await module("timeline.js", undated) == "[null, null]")
        }
    }

    @Test("the QR code of a link is the same as another program's, and a text that is too long has none")
    func code() async throws {
        try await Self.run { module async throws in
            // Size, dark modules and a digest of all of them, from segno 1.6 (level M, bytes).
            let digest = """
                ((text, rows = module.qrCode(text)) => rows && [rows.length, rows.flat().filter(Boolean).length,
                    rows.flat().reduce((sum, isDark) => (31 * sum + isDark + 7) % 1000000007, 0)])
                """
            #expect(try await module("qr-code.js", digest + #"("x".repeat(180))"#) == "[53, 1438, 868635269]")
            #expect(try await module("qr-code.js", digest + #"("y".repeat(213))"#) == "[57, 1609, 846533845]")
            #expect(try await module("qr-code.js", digest + #"("y".repeat(214))"#) == "null")
        }
    }

    @Test("likes are remembered by user and live, even if the storage is blocked or damaged")
    func likes() async throws {
        try await Self.run { module async throws in
            let script = """
                (() => {
                    localStorage.setItem("roadwave.aimes", "{");
                    const token = user => `x.${btoa(JSON.stringify({sub: user}))}.y`;
                    module.rememberLike("a", token("ada"));
                    for (let number = 0; number < 199; number++) module.rememberLike(`${number}`, token("ada"));
                    const before = [["a", token("ada")], ["a", token("bob")], ["b", token("ada")], ["0", "mot"]]
                        .map(([live, token]) => module.hasLikedBefore(live, token));
                    module.rememberLike("b", token("ada"));
                    return [...before, module.hasLikedBefore("a", token("ada")), module.hasLikedBefore("b", token("ada"))];
                })()
                """
            #expect(try await module("likes.js", script) == "[true, false, false, false, false, true]")
        }
    }

    @Test("a listener who is late returns to the present, and not for ever where the present itself is late")
    func edge() async throws {
        try await Self.run { module async throws in
            let late = """
                (() => {
                    const edge = new module.LiveEdge();
                    return [[null, 0], [7, 1], [9.4, 2], [9.6, 3], [9.6, 4], [7.5, 5]]
                        .map(([latency, second]) => edge.isBehind(latency, 1000 * second));
                })()
                """
            #expect(try await module("edge.js", late) == "[false, false, false, true, false, false]")
            // Each second of three minutes: the times of the returns, which win nothing.
            let inVain = """
                (() => {
                    const edge = new module.LiveEdge();
                    edge.isBehind(7, 0);
                    return [...Array(180).keys()].filter(second => edge.isBehind(20, 1000 * (second + 1)));
                })()
                """
            #expect(try await module("edge.js", inVain) == "[0, 5, 15]")
        }
    }

    @Test("the end of a token is read where the token says it")
    func expiry() async throws {
        try await Self.run { module async throws in
            let token = Data(#"{"sub":"é","exp":1800000000}"#.utf8).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(try await module("token.js", "module.expiryOf('h.\(token).s')") == "1800000000000")
            for other in ["", "un jeton", "a.b.c", "h.e30.s"] {
                #expect(try await module("token.js", "module.expiryOf('\(other)')") == "null", "\(other)")
            }
        }
    }

    @Test("a token of a link takes the place of another user's only where the visitor says so")
    func replacement() async throws {
        try await Self.run { module async throws in
            func token(_ claims: String) -> String {
                let text = Data(claims.utf8).base64EncodedString()
                return "h." + text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") + ".s"
            }
            let (anne, again) = (token(#"{"sub":"a1","exp":1}"#), token(#"{"sub":"A1","exp":2}"#))
            let other = token(#"{"sub":"b2","exp":1}"#)
            for (current, given, asked) in [
                ("null", "'\(anne)'", "[]"), ("'\(anne)'", "'\(anne)'", "[]"), ("'\(anne)'", "'\(again)'", "[]"),
                ("'\(anne)'", "'\(other)'", "[true]"), ("'\(anne)'", "'x'", "[true]"), ("'x'", "'\(anne)'", "[true]"),
                ("'x'", "'y'", "[true]"), ("'\(token("{}"))'", "'\(token(#"{"exp":1}"#))'", "[true]"),
            ] {
                for answer in [true, false] {
                    let expression = """
                        (() => {
                            const asked = [];
                            const ask = text => { asked.push(text.includes("autre compte")); return \(answer); };
                            return [module.mayReplace(\(current), \(given), ask), asked];
                        })()
                        """
                    let isTaken = asked == "[]" || answer
                    #expect(try await module("token.js", expression) == "[\(isTaken), \(asked)]", "\(current) \(given)")
                }
            }
        }
    }

    @Test("a stalled player is reloaded if the playlist has grown, and an ended live is not played twice")
    func standstill() async throws {
        try await Self.run { module async throws in
            let result = """
                (async () => {
                    class Sound extends EventTarget {
                        currentTime = 3; paused = false; duration = Infinity; ended = false; error = null; loads = -1;
                        set src(url) { this.loads += 1; }
                        play() { return Promise.resolve(); }
                        pause() {}
                        removeAttribute() {}
                        load() {}
                    }
                    const play = (news, isBehind = () => false) => {
                        const sound = new Sound();
                        const player = new module.Player(sound, {isBehind, findNews: async () => news});
                        player.start("http://a.example/master.m3u8");
                        return {sound, player};
                    };
                    const [unknown, more, none, over] = [null, "more", "none", "over"].map(news => play(news));
                    // Behind, by its dates, but to its end: there is no present to return to.
                    const last = play("more", () => true);
                    last.sound.duration = 30;
                    last.sound.dispatchEvent(new Event("loadedmetadata"));
                    last.moves = setInterval(() => { last.sound.currentTime += 1; }, 100);
                    const isSo = () => unknown.sound.loads > 0 && more.sound.loads > 0 && over.player.state === "ended";
                    for (let tries = 0; tries < 600 && !isSo(); tries += 1) await new Promise(done => setTimeout(done, 50));
                    // Loaded again, and what came has an end: what was heard before comes first.
                    more.sound.duration = 30;
                    more.sound.dispatchEvent(new Event("loadedmetadata"));
                    clearInterval(last.moves);
                    return [unknown.sound.loads, none.sound.loads, none.player.state, over.sound.loads, more.player.state,
                        last.sound.loads, last.player.state];
                })()
                """
            #expect(
                try await module("player.js", result) == #"[1, 0, "stalled", 0, "ended", 0, "playing"]"#)
        }
    }

    @Test("another node is asked for a live whose node is silent, if there is another")
    func otherNodes() async throws {
        try await Self.run { module async throws in
            func found(_ nodes: String, silent: String) async throws -> String {
                let live = "00000000-0000-4000-8000-000000000000"
                return try await module(
                    "nodes.js", "new module.Nodes({node_urls: \(nodes)}).find('\(live)', '\(silent)')")
            }
            // The page's own node is another one than that which is silent. It knows no such live.
            #expect(try await found("[]", silent: "http://127.0.0.1:9/whip/x") == #"{"document": null}"#)
            #expect(try await found("[]", silent: "/whip/x") == "null")
            #expect(try await found("['http://127.0.0.1:9']", silent: "/whip/x") == "null")
            let over = "['live', 'interrupted', 'ended', 'lost'].map(state => module.isOver({state}))"
            #expect(try await module("nodes.js", over) == "[false, false, true, true]")
            #expect(try await module("nodes.js", "module.isOver(null)") == "false")
        }
    }

    @Test("events come out of pieces that are cut anywhere")
    func events() async throws {
        try await Self.run { module async throws in
            let events = #"""
                (() => {
                    const parser = new module.EventParser();
                    const text = ":\n\nretry: 900\r\nevent: counters\ndata: {\"likes\":\ndata: 2}\n\nevent: x\ndata: no\n\n";
                    return [...text].flatMap(letter => [...parser.take(letter)]);
                })()
                """#
            #expect(
                try await module("events.js", events)
                    == #"[{"retry": 900}, {"name": "counters", "data": {"likes": 2}}]"#)
        }
    }

    @Test("the progress of a replay is said as far as the node knows it")
    func replayProgress() async throws {
        try await Self.run { module async throws in
            for (document, text) in [
                ("{percent: 62.7, remaining_s: 19.6}", "\u{a0}: 62\u{a0}%, encore 20\u{a0}s"),
                ("{percent: 5, remaining_s: 200}", "\u{a0}: 5\u{a0}%, encore 3\u{a0}min"),
                ("{percent: 99, remaining_s: 0}", "\u{a0}: 99\u{a0}%, encore 1\u{a0}s"),
                ("{percent: 10, remaining_s: null}", "\u{a0}: 10\u{a0}%"), ("{percent: null, remaining_s: null}", "…"),
            ] {
                let said = try await module("replay-progress.js", "module.progressText(\(document))")
                #expect(said == "\"Votre replay se prépare\(text)\"", "\(document)")
            }
        }
    }

    @Test("a replay is named as its live, and its duration is said as people say it")
    func replayWords() async throws {
        try await Self.run { module async throws in
            let titles = """
                ["[REPLAY] Sur la route", "[REPLAY] [REPLAY] Encore", "Le [REPLAY] du jour", "[REPLAY] ", null]
                    .map(title => module.replayTitle({title}))
                """
            #expect(
                try await module("replay-document.js", titles)
                    == #"["Sur la route", "Encore", "Le [REPLAY] du jour", "Live sans titre", "Live sans titre"]"#)
            let durations = "[0, 59.4, 60, 3599, 3900, 21600].map(seconds => module.spokenDuration(seconds))"
            #expect(
                try await module("replay-document.js", durations).replacing("\u{a0}", with: " ")
                    == #"["0 s", "59 s", "1 min", "1 h", "1 h 05 min", "6 h"]"#)
            #expect(try await module("replay-document.js", "module.replayDate({started_at: null})") == "\"\"")
        }
    }

    @Test("the bars of a waveform are the means of the peaks, whatever the number of either")
    func waveform() async throws {
        try await Self.run { module async throws in
            #expect(try await module("waveform.js", "module.barsOf([0, 255, 255, 255], 2)") == "[0.5, 1]")
            #expect(try await module("waveform.js", "module.barsOf([255, 0], 4)") == "[1, 1, 0, 0]")
            #expect(try await module("waveform.js", "module.barsOf([], 3)") == "[0, 0, 0]")
            let keys = """
                ["ArrowLeft", "ArrowUp", "PageDown", "PageUp", "Home", "End", "Tab"]
                    .map(key => module.positionAfter(key, 100, 300))
                """
            #expect(try await module("waveform.js", keys) == "[95, 105, 40, 160, 0, 300, null]")
        }
    }

    @Test("a shortcut leaves the keys of fields and buttons alone, and those of the browser")
    func shortcuts() async throws {
        try await Self.run { module async throws in
            let taken = """
                (() => {
                    const [field, button, text] = ["select", "button", "p"].map(tag => document.createElement(tag));
                    return [{key: " ", target: text}, {key: "K", target: button}, {key: " ", target: button},
                        {key: "k", target: field}, {key: "ArrowLeft", target: field}, {key: "l", target: text, ctrlKey: true},
                        {key: "j", target: text, defaultPrevented: true}, {key: "x", target: text}]
                        .map(press => module.actionOf(press) !== null);
                })()
                """
            #expect(
                try await module("shortcuts.js", taken) == "[true, true, false, false, false, false, false, false]")
        }
    }

    @Test("a position is kept until the replay is heard to its end")
    func resumePoint() async throws {
        try await Self.run { module async throws in
            let kept = """
                (() => {
                    const [point, other] = [new module.ResumePoint("a"), new module.ResumePoint("b")];
                    point.write(754.26);
                    const read = [point.read(3600), other.read(3600), point.read(755), point.read(0)];
                    point.clear();
                    return [...read, point.read(3600)];
                })()
                """
            #expect(try await module("resume-point.js", kept) == "[754.3, 0, 0, 0, 0]")
        }
    }

    private static func run(_ body: (PageModules) async throws -> Void) async throws {
        try await PageNode.run { node in
            try await body(PageModules(page: try await node.open("/")))
        }
    }
}

/// A page that can load any module of the pages.
struct PageModules {
    let page: WitnessedPage

    /// The JSON of an expression in which `module` is the module of a file.
    func callAsFunction(_ file: String, _ expression: String) async throws -> String {
        try await page.evaluate("import('/pages/\(file)').then(module => \(expression))")
    }
}
