import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

@Suite(
    "The page of a replay", .serialized, .realTime, .timeLimit(.minutes(3)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct ReplayPageTests {
    private static let path = "/reecouter/3f0c2c8e-6a53-4c58-9a59-0d8a4f0d9b11"

    @Test("a replay that is not there is explained, with a way on")
    func missing() async throws {
        try await PageNode.run { node in
            let page = try await node.open(Self.path, PageVisitor(width: 320, height: 640))
            #expect(
                try await page.shows(
                    "Ce replay n'existe pas, ou n'existe plus.", inElement: "failure", within: .seconds(10)))
            #expect(try await page.attribute("href", ofElement: "elsewhere") == "/")
            #expect(try await page.accessibilityFaults() == [])
        }
    }

    @Test("a source that fails is replaced by the next one at the same position and speed")
    func sources() async throws {
        try await PageNode.run { node in
            let page = try await node.open(Self.path)
            let third = Self.play("['/none.m3u8', '/none.mp3', sound]")
            #expect(try await page.evaluate(third) == #"["playing", true, 1.5]"#)
            let none = Self.play("['/none.m3u8', '/none.mp3']")
            #expect(try await page.evaluate(none) == #"["failed", false, 1.5]"#)
        }
    }

    @Test("nothing is loaded before the first play, wherever the listener goes")
    func lazy() async throws {
        try await PageNode.run { node in
            let page = try await node.open(Self.path)
            let source = """
                import('/pages/replay-player.js').then(module => {
                    const audio = document.createElement("audio");
                    const player = new module.ReplayPlayer(audio, {urls: ["/a.m3u8"], duration: 60, position: 0});
                    player.seek(90);
                    player.skip(-15);
                    return [audio.currentSrc, audio.networkState, player.position];
                })
                """
            #expect(try await page.evaluate(source) == #"["", 0, 45]"#)
        }
    }

    /// Plays sources from 5 s at another speed. Gives the state that this leads to, whether the sound went on from
    /// there, and the speed. In the sources, `sound` is the URL of 20 s of silence.
    private static func play(_ sources: String) -> String {
        """
        import('/pages/replay-player.js').then(async module => {
            const [rate, seconds] = [8000, 20];
            const header = new DataView(new ArrayBuffer(44));
            for (const [at, name] of [[0, "RIFF"], [8, "WAVEfmt "], [36, "data"]]) {
                [...name].forEach((letter, index) => header.setUint8(at + index, letter.charCodeAt(0)));
            }
            for (const [at, value] of [[4, 36 + rate * seconds], [16, 16], [24, rate], [28, rate], [40, rate * seconds]]) {
                header.setUint32(at, value, true);
            }
            for (const [at, value] of [[20, 1], [22, 1], [32, 1], [34, 8]]) header.setUint16(at, value, true);
            const silence = new Uint8Array(rate * seconds).fill(128);
            const sound = URL.createObjectURL(new Blob([header, silence], {type: "audio/wav"}));
            const audio = document.createElement("audio");
            // Without a gesture, a browser only plays what is silent.
            audio.muted = true;
            const player = new module.ReplayPlayer(audio, {urls: \(sources), duration: seconds, position: 5});
            player.rate = 1.5;
            const isOver = new Promise(resolve => player.addEventListener("change", () => {
                if (player.state === "failed") resolve();
            }));
            const goesOn = new Promise(resolve => player.addEventListener("time", () => {
                if (player.state === "playing" && player.position > 5.2) resolve();
            }));
            player.play();
            await Promise.race([isOver, goesOn]);
            return [player.state, player.position > 5.2 && player.position < 8, audio.playbackRate];
        })
        """
    }
}
