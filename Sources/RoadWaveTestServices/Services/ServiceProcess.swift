internal import Foundation

/// A real server that a test or a scenario needs: one of the scripts of `ci/services`, which starts it in a folder of its
/// own, on loopback, and stops it.
///
/// The script prints one line when the server answers, `ready NAME=VALUE …`, runs until SIGTERM or the end of its standard
/// input, and leaves no process behind.
///
/// See docs/decisions/runner.md, « What serves tests ».
package struct ServiceProcess: Sendable {
    /// What the `ready` line says, such as the address.
    package let values: [String: String]
    private let process: ChildProcess

    /// Starts `ci/services/NAME ARGUMENTS…`, and waits until the server answers.
    package static func start(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> ServiceProcess {
        let process = await ChildProcess.start(
            folder + "/" + name, arguments, environment: environment, name: name)
        let ready: String?
        do {
            ready = try await process.line(where: { $0.hasPrefix("ready ") })
        } catch {
            await process.stop()
            throw error
        }
        guard let ready else {
            throw DriverError(
                "le service \(name) ne démarre pas : \(await process.lines.suffix(8).joined(separator: " | "))")
        }
        let pairs = ready.split(separator: " ").dropFirst().compactMap { word -> (String, String)? in
            let pair = word.split(separator: "=", maxSplits: 1)
            return pair.count == 2 ? (String(pair[0]), String(pair[1])) : nil
        }
        return ServiceProcess(values: Dictionary(pairs, uniquingKeysWith: { $1 }), process: process)
    }

    /// A value of the `ready` line.
    /// - Throws: when the script did not say it.
    package func value(_ name: String) throws -> String {
        guard let value = values[name] else { throw DriverError("le service ne dit pas « \(name) »") }
        return value
    }

    /// Stops the server and waits for its end.
    package func stop() async { await process.stop() }

    /// The scripts stand in the repository, beside `ci/setup` which installs what they start.
    private static var folder: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../ci/services")
            .standardizedFileURL.path
    }
}
