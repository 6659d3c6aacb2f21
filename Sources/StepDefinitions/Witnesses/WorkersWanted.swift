internal import Foundation
internal import RoadWaveTestServices

/// How many workers KEDA and Kubernetes would ask for: the rule of the manifest, read by `ci/workers-wanted`, which is
/// no part of the engine.
struct WorkersWanted: Sendable {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardizedFileURL.path

    /// The folder of the manifests.
    let manifests: String

    /// The rule of the project.
    init() { manifests = Self.root + "/deploy/kubernetes/base" }

    /// The rule of the project with another maximum of workers.
    init(atMost maximum: Int, in folder: String) throws {
        manifests = folder + "/kubernetes"
        if !FileManager.default.fileExists(atPath: manifests) {
            try FileManager.default.copyItem(atPath: WorkersWanted().manifests, toPath: manifests)
        }
        let path = manifests + "/worker-scaling.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing(/maxReplicaCount: \d+/, with: "maxReplicaCount: \(maximum)")
            .write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Applies the rule to measured numbers.
    /// - Parameters:
    ///   - waiting: jobs that nobody has taken.
    ///   - running: jobs that workers have.
    ///   - current: the workers that there are.
    func count(waiting: Int, running: Int, current: Int) async throws -> Int {
        let process = await ChildProcess.start(
            Self.root + "/ci/workers-wanted",
            [
                "--waiting", "\(waiting)", "--running", "\(running)", "--current", "\(current)", "--manifests",
                manifests,
            ], name: "workers-wanted")
        let ending = await process.wait()
        let lines = await process.lines
        guard ending == .exited(0), let count = lines.last.flatMap({ Int($0) }) else {
            throw DriverError("ci/workers-wanted : \(lines.suffix(3).joined(separator: " | "))")
        }
        return count
    }
}
