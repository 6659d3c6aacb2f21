import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What becomes of a live whose microphone, or whose screen, goes away.
@Suite(
    "Studio page: microphone and screen", .serialized, .realTime, .timeLimit(.minutes(3)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct StudioMicrophoneTests {
    @Test("a microphone that is taken back in mid-live is explained, and the live goes on")
    func withdrawn() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            #expect(try await studio.start(title: "Sans micro"))
            try await studio.page.withdrawPermissions()
            #expect(try await studio.sees("L'accès au micro est refusé.", in: .alert, within: .seconds(10)))
            #expect(try await studio.reading(.state) == "En direct")
            #expect(try await tried.live("state") == "live")
        }
    }

    @Test("a microphone that is unplugged is replaced by one that is left, which the node goes on hearing")
    func replaced() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            #expect(try await studio.start(title: "Un autre micro"))
            let (chosen, former) = (
                "document.getElementById('microphone').selectedOptions[0].textContent",
                "document.getElementById('microphone').value"
            )
            // The list of devices that there are from now on, as the browser tells it.
            _ = try await studio.page.evaluate(
                """
                (() => {
                    const [devices, unplugged] = [navigator.mediaDevices, \(former)];
                    const [list, open] = [devices.enumerateDevices, devices.getUserMedia].map(all => all.bind(devices));
                    devices.enumerateDevices = async () =>
                        (await list()).filter(device => device.deviceId !== unplugged);
                    devices.getUserMedia = async wanted => {
                        const left = (await devices.enumerateDevices()).find(({kind}) => kind === "audioinput");
                        return open({audio: {...wanted.audio, deviceId: {exact: left.deviceId}}});
                    };
                    devices.dispatchEvent(new Event("devicechange"));
                })()
                """)
            #expect(try await studio.sees("Le micro a été débranché.", in: .notice, within: .seconds(10)))
            let name = try await studio.page.evaluate(chosen).replacing("\"", with: "")
            #expect(try await studio.reading(.notice)?.contains(name) == true)
            #expect(try await studio.reading(.alert) == nil)
            #expect(try await studio.reading(.state) == "En direct")
            let meter = tried.network.meter
            let before = meter.mark()
            let after = try await meter.mark(after: 50, packets: before, within: .seconds(20))
            #expect(after.packets - before.packets >= 50)
        }
    }

    @Test("where no microphone is left the creator is told, and the next one that is plugged in is taken")
    func pluggedInAgain() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            // The track, as the browser ends it when the device is gone.
            _ = try await studio.page.evaluate(
                """
                (async () => {
                    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
                    navigator.mediaDevices.getUserMedia = async wanted => {
                        if (window.isUnplugged) throw new DOMException("gone", "NotFoundError");
                        const stream = await open(wanted);
                        window.recorded = stream.getAudioTracks()[0];
                        return stream;
                    };
                    // Another setting opens it anew, once it is open.
                    while (!window.recorded) {
                        document.getElementById("levels-volume").click();
                        await new Promise(done => setTimeout(done, 200));
                    }
                })()
                """)
            #expect(try await studio.start(title: "Faux contact"))
            _ = try await studio.page.evaluate(
                "window.isUnplugged = true, recorded.stop(), recorded.dispatchEvent(new Event('ended'))")
            #expect(
                try await studio.sees("Le micro a été débranché. Branchez-en un", in: .alert, within: .seconds(10)))
            _ = try await studio.page.evaluate(
                "window.isUnplugged = false, navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
            #expect(try await studio.sees("Le micro a été débranché.", in: .notice, within: .seconds(10)))
            #expect(try await studio.reading(.alert) == nil)
            #expect(try await studio.page.shows("Le micro vous entend.", within: .seconds(10)))
        }
    }

    @Test("the screen stays on as long as the live does")
    func screen() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            _ = try await studio.page.evaluate(
                """
                (() => {
                    const request = navigator.wakeLock.request.bind(navigator.wakeLock);
                    navigator.wakeLock.request = async type => window.screenLock = await request(type);
                })()
                """)
            #expect(try await studio.start(title: "Écran allumé"))
            try await eventually { try await studio.page.evaluate("window.screenLock?.released") == "false" }
            try await studio.stop()
            try await eventually { try await studio.page.evaluate("window.screenLock.released") == "true" }
        }
    }

    /// Waits for a condition. The time limit of the test bounds it.
    private func eventually(_ condition: () async throws -> Bool) async throws {
        while try await !condition() {
            // why: between two looks at another process.
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
