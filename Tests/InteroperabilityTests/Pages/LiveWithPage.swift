import Foundation
import RoadWaveMedia
import RoadWaveTestServices

@testable import StepDefinitions

/// A node with a live, a creator who speaks, and the browser of a listener.
final class LiveWithPage {
    private var server: ServerProcess
    private let creator: FFmpegCreator
    private let browser: PageWitness
    private let live: String
    private let folder: String

    private init(
        server: ServerProcess, creator: FFmpegCreator, browser: PageWitness, live: String, folder: String
    ) {
        self.server = server
        self.creator = creator
        self.browser = browser
        self.live = live
        self.folder = folder
    }

    /// Runs a body on a live that has begun, and stops everything whatever happens.
    /// - Parameter environment: keys of the node's configuration that differ from the defaults.
    static func run(
        title: String = "Sur la route", token: String = "createur", environment: [String: String] = [:],
        _ body: (LiveWithPage) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let browser = try await PageWitness.start()
        do {
            let server = try await servePublicly(in: folder, environment)
            do {
                let speech = try await Speech.synthesise(in: folder)
                let name = title.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let creator = try await FFmpegCreator.start(
                    whip: server.http + "/whip?title=" + name, token: token, bitrate: 48_000, voice: speech,
                    microphone: nil, repeats: true, python: PythonEnvironment())
                guard let live = try await creator.liveID() else {
                    throw DriverError("FFmpeg ne dit pas l'identifiant du live")
                }
                let scene = LiveWithPage(
                    server: server, creator: creator, browser: browser, live: live, folder: folder)
                do {
                    // What a player wants before it begins.
                    try await PlayerRequests().waitForSegments(
                        3, listedAt: "\(server.http)/lives/\(live)/48k/media.m3u8")
                    try await body(scene)
                } catch {
                    await scene.stop()
                    throw error
                }
                await scene.stop()
            } catch {
                await server.process.stop()
                throw error
            }
        } catch {
            await browser.stop()
            throw error
        }
        await browser.stop()
    }

    /// A node on a free port, which it tells as its public address.
    private static func servePublicly(
        in folder: String, _ environment: [String: String]
    ) async throws -> ServerProcess {
        // Only a node that has run knows a free port.
        let first = try await serve(in: folder)
        await first.process.stop()
        return try await serve(
            in: folder, at: String(first.http.dropFirst("http://".count)),
            environment.merging(["ROADWAVE_PUBLIC_URL": first.http], uniquingKeysWith: { given, _ in given }))
    }

    private static func serve(
        in folder: String, at address: String? = nil, _ environment: [String: String] = [:]
    ) async throws -> ServerProcess {
        try await ServerProcess.start(
            data: folder + "/data",
            environment: environment.merging(["ROADWAVE_RENDITIONS": "48k"], uniquingKeysWith: { given, _ in given }),
            arguments: address.map { ["--http", $0] } ?? [])
    }

    private func stop() async {
        await creator.stop()
        await server.process.stop()
    }

    /// Opens the page of the live.
    /// - Parameter host: another name of the node than its public one.
    func openPage(at host: String? = nil) async throws -> WitnessedPage {
        let node = host.map { server.http.replacing("127.0.0.1", with: $0) } ?? server.http
        return try await browser.open("\(node)/ecouter/\(live)")
    }

    /// Opens the page of the live as a certain visitor.
    func openPage(_ visitor: PageVisitor) async throws -> WitnessedPage {
        try await browser.open("\(server.http)/ecouter/\(live)", visitor)
    }

    /// Opens another page of the node.
    func openPage(at path: String, _ visitor: PageVisitor) async throws -> WitnessedPage {
        try await browser.open(server.http + path, visitor)
    }

    /// Opens the page of a live that nobody can have made.
    func openPage(ofLive path: String) async throws -> WitnessedPage {
        try await browser.open("\(server.http)/ecouter/\(path)")
    }

    /// Waits until the page's player plays.
    func hears(_ page: WitnessedPage) async throws {
        var player = ""
        do {
            try await eventually("sound") {
                player = try await page.evaluate(
                    """
                    (({currentTime, readyState, networkState, paused, error}) => [currentTime, readyState, networkState,
                        paused, error?.message].join(" "))(document.querySelector("audio"))
                    """)
                return try await Double(page.evaluate("document.querySelector('audio').currentTime")) ?? 0 > 1
            }
        } catch let error as DriverError {
            let said = try await page.text(ofElement: "interruption") ?? ""
            let complaints = try await page.complaints().joined(separator: " | ")
            throw DriverError("\(error): \(player) « \(said) » \(complaints)")
        }
    }

    /// The listeners, likes and reports of the live, as the node tells.
    func counts() async throws -> [Int] {
        let document = await HTTPWitness().request("\(server.http)/lives/\(live)")?.json ?? [:]
        return ["listeners", "likes", "reports"].compactMap { document[$0] as? Int }
    }

    /// Asks the node for the live until it is asked too often from here.
    func exhaustReads() async throws {
        try await eventually("an answer with status 429") {
            await HTTPWitness().request("\(server.http)/lives/\(live)")?.status == 429
        }
    }

    /// The node stands still: connections are taken, and nothing is answered.
    func pauseNode() async { await server.pause() }

    /// The node goes on.
    func resumeNode() async { await server.resume() }

    /// The creator's application ends the live.
    func endByCreator() async throws {
        let answer = await HTTPWitness().request(
            "\(server.http)/whip/\(live)", method: "DELETE", headers: ["Authorization": "Bearer createur"])
        guard answer?.status == 200 else { throw DriverError("le nœud n'arrête pas le live") }
    }

    /// The node dies without a word.
    func killNode() async throws { await server.process.kill() }

    /// Starts the node again on its data, at the address that its listeners know.
    func restartNode() async throws {
        server = try await Self.serve(in: folder, at: String(server.http.dropFirst("http://".count)))
    }

    /// Waits for a condition.
    /// - Parameter name: of what is waited for.
    /// - Throws: `DriverError` when it does not hold within a minute and a half, which is less than the time limit of a
    ///   test: it says what was waited for.
    func eventually(_ name: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(90)
        while try await !condition() {
            guard ContinuousClock.now < deadline else { throw DriverError("waited in vain: \(name)") }
            // why: between two looks at another process.
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
