internal import Foundation
internal import Subprocess

/// A `roadwave-server serve` process of the scenario, on free loopback ports, with a data folder of its own.
package struct ServerProcess: Sendable {
    package let process: ChildProcess
    /// Where it answers HTTP, such as `http://127.0.0.1:41234`.
    package let http: String
    /// Where it receives UDP, such as `127.0.0.1:50123`.
    package let udp: String
    /// Where its health is asked.
    package let admin: String

    /// Starts a server and waits until it says that it accepts lives.
    ///
    /// - Parameters:
    ///   - data: the folder of its embedded storage.
    ///   - environment: `ROADWAVE_…` keys that differ from the defaults.
    ///   - arguments: options beside those of the addresses.
    package static func start(
        data: String, environment: [String: String], arguments: [String] = []
    ) async throws -> ServerProcess {
        let process = await ChildProcess.start(
            executable,
            ["serve", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", data]
                + arguments,
            environment: environment, name: "roadwave-server")
        let ready: String?
        do {
            ready = try await process.line(where: { $0.hasPrefix("ready ") })
        } catch {
            // Nobody waits for it any more.
            await process.stop()
            throw error
        }
        guard let line = ready else {
            throw DriverError(
                "le serveur RoadWave ne démarre pas : \(await process.lines.suffix(5).joined(separator: " | "))")
        }
        var addresses: [Substring: String] = [:]
        for word in line.split(separator: " ").dropFirst() {
            let pair = word.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { addresses[pair[0]] = String(pair[1]) }
        }
        guard let http = addresses["http"], let udp = addresses["udp"], let admin = addresses["admin"] else {
            await process.stop()
            throw DriverError("la ligne « \(line) » n'annonce pas http, udp et admin")
        }
        return ServerProcess(process: process, http: http, udp: udp, admin: admin)
    }

    /// The options by which another process takes the same addresses, once this one is gone.
    package var addressOptions: [String] {
        ["--http": http, "--udp": udp, "--admin": admin].flatMap { [$0, $1.replacing("http://", with: "")] }
    }

    /// Stops the process where it is, as a machine does whose memory is full or whose host moves it: nothing is closed.
    package func pause() async { await process.send(.suspend) }

    /// Lets a paused process go on.
    package func resume() async { await process.send(.resume) }

    /// The server's executable: `ROADWAVE_SERVER`, or the one beside our own executable.
    package static var executable: String {
        ProcessInfo.processInfo.environment["ROADWAVE_SERVER"]
            ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("roadwave-server").path
    }
}
