internal import Foundation

/// A listener whose player no one here wrote: the native HLS player of headless Chromium, in an `<audio>` element.
actor BrowserPlayer {
    private let process: ChildProcess

    private init(process: ChildProcess) { self.process = process }

    /// Has Chromium play a live from its address.
    static func start(_ url: String, python: PythonEnvironment = PythonEnvironment()) async -> BrowserPlayer {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "chromium_player.py").path
        return BrowserPlayer(
            process: await ChildProcess.start(python.interpreter, [script, url], name: "Chromium"))
    }

    /// Waits until the sound is at least so far, in seconds of media since the player began.
    /// - Returns: false when the player ended or failed before.
    func hasPlayed(_ seconds: Double) async throws -> Bool {
        try await process.line(where: { line in
            PlayerReport.Moment(line).map { $0.event == "progress" && $0.time >= seconds } ?? false
        }) != nil
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
