import Foundation
import RoadWaveTestServices
import Testing

/// A node that is kept by the rules of the manifests, ten times as fast.
@Suite("Nodes under the pod rules of Kubernetes", .serialized, .realTime, .timeLimit(.minutes(2)))
struct PodSupervisorTests {
    @Test("a node that hangs fails its liveness probe, is killed, and restarts at its addresses")
    func hanging() async throws {
        try await Self.withPod { pod in
            let first = try #require(await pod.current)
            let former = try #require(await first.process.pid)
            try await until { await pod.isReady }
            await first.pause()
            try await until { await pod.restarts >= 1 }
            let second = try #require(await pod.current)
            #expect(await first.process.ending == .signalled(SIGKILL))
            #expect(await second.process.pid != former)
            #expect(second.http == first.http && second.udp == first.udp && second.admin == first.admin)
            try await until { await pod.isReady }
            #expect(await pod.answers == [.startup: 200, .liveness: 200, .readiness: 200])
        }
    }

    @Test("a node that dies is restarted without any probe")
    func death() async throws {
        try await Self.withPod(hasProbes: false) { pod in
            await pod.current?.process.kill()
            try await until { await pod.restarts == 1 }
            let node = try #require(await pod.current)
            #expect(await HTTPWitness().request(node.admin + "/livez")?.status == 200)
        }
    }

    private static func withPod(
        hasProbes: Bool = true, _ body: (PodSupervisor) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var rules = try await PodRules.read("ingest").faster(by: 10)
        if !hasProbes { rules.probes = [:] }
        let pod = try await PodSupervisor.start(rules) { former in
            try await ServerProcess.start(
                data: folder + "/data", environment: [:], arguments: former?.addressOptions ?? [])
        }
        do {
            try await body(pod)
        } catch {
            await pod.stop()
            throw error
        }
        await pod.stop()
    }
}
