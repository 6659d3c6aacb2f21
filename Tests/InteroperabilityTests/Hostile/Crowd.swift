import Foundation
import RoadWaveTestServices

@testable import StepDefinitions

/// Thousands of connections to a node, of a program that no one could take for a listener.
struct Crowd {
    /// What became of them, as `Peers/crowd.py` counts.
    struct Report: Decodable {
        /// Connected.
        let opened: Int
        /// Refused by the kernel.
        let failed: Int
        /// Closed by the node.
        let closed: Int
        /// Without an answer after a minute.
        let silent: Int
        /// Answered 200.
        let admitted: Int?
        /// Answered 503.
        let refused: Int?

        enum CodingKeys: String, CodingKey {
            case opened
            case failed
            case closed
            case silent
            case admitted = "200"
            case refused = "503"
        }
    }

    private let process: ChildProcess

    /// Starts them.
    /// - Parameter path: what each asks for; nil to say nothing.
    static func come(to http: String, count: Int, askingFor path: String? = nil) async throws -> Crowd {
        guard let url = URL(string: http), let host = url.host(), let port = url.port else {
            throw DriverError("« \(http) » n'est pas l'adresse d'un nœud")
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Peers/crowd.py")
        return Crowd(
            process: await ChildProcess.start(
                "python3", [script.standardizedFileURL.path, host, "\(port)", "\(count)"] + (path.map { [$0] } ?? []),
                name: "crowd.py"))
    }

    /// What became of them, once that is known of all. Those that are open stay so.
    func report() async throws -> Report {
        guard let line = try await process.line(where: { $0.hasPrefix("{") }) else {
            throw DriverError("crowd.py : \(await process.lines.joined(separator: " | "))")
        }
        return try JSONDecoder().decode(Report.self, from: Data(line.utf8))
    }

    /// Closes them all.
    func leave() async { await process.stop() }
}

/// What a node's process takes of the machine, as the kernel tells.
struct ProcessFigures {
    let descriptors: Int
    /// Resident, in MiB.
    let memory: Int

    init(of server: ServerProcess) async throws {
        guard let pid = await server.process.pid else { throw DriverError("le nœud n'est plus là") }
        descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        guard let kibibytes = status.firstMatch(of: /VmRSS:\s+(\d+) kB/).flatMap({ Int($0.1) }) else {
            throw DriverError("le noyau ne dit pas la mémoire du nœud")
        }
        memory = kibibytes / 1_024
    }
}
