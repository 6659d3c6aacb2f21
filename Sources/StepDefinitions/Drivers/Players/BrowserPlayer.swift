internal import Foundation
internal import RoadWaveTestServices

/// A listener whose player no one here wrote: the native HLS player of headless Chromium, in an `<audio>` element.
actor BrowserPlayer {
    private let process: ChildProcess

    private init(process: ChildProcess) { self.process = process }

    /// Starts Chromium on an empty page, and waits until it is ready to play.
    static func open(python: PythonEnvironment = PythonEnvironment()) async throws -> BrowserPlayer {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "chromium_player.py").path
        let player = BrowserPlayer(
            process: await ChildProcess.start(python.interpreter, [script], name: "Chromium"))
        guard try await player.moment({ $0.event == "ready" }) else {
            throw DriverError(
                "Chromium ne démarre pas : \(await player.process.lines.suffix(5).joined(separator: " | "))")
        }
        return player
    }

    /// Has it play a live from its address.
    func play(_ url: String) async {
        _ = await process.write(Array("\(url)\n".utf8))
    }

    /// Waits until it has been given its address for so many seconds.
    /// - Returns: false when it ended before.
    @discardableResult
    func hasBeenPlaying(_ seconds: Double) async throws -> Bool {
        try await moment { $0.event == "progress" && $0.at >= seconds }
    }

    private func moment(_ matches: @Sendable (PlayerReport.Moment) -> Bool) async throws -> Bool {
        try await process.line(where: { PlayerReport.Moment($0).map(matches) ?? false }) != nil
    }

    /// Stops it, and says all that it saw.
    @discardableResult
    func stop() async -> PlayerReport {
        await process.finishInput()
        let lines = await process.lines
        await process.stop()
        return PlayerReport(lines)
    }

    /// All that it saw so far.
    var report: PlayerReport {
        get async { PlayerReport(await process.lines) }
    }
}
