import Foundation
import RoadWaveClient
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// `roadwave-server drain` beside a `roadwave-server serve`.
@Suite("A drained server", .realTime, .timeLimit(.minutes(5)))
struct DrainedServerTests {
    @Test("a server is drained by a command, lets its live go on, and ends with it, by itself and in good order")
    func drain() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/drain-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try await ServerProcess.start(data: folder, environment: ["ROADWAVE_RENDITIONS": "48k"])
        do {
            let publisher = try await LivePublisher.connect(
                to: server.http + "/whip?title=Dernier", token: UUID().uuidString,
                configuration: .init(certificate: try .generate()))
            let drain = await ChildProcess.start(
                ServerProcess.executable, ["drain", "--data", folder], name: "drain")
            _ = try await drain.line { $0.contains("takes no new lives") }
            var refusal: HTTPWitness.Answer?
            try await until {
                refusal = await HTTPWitness().request(server.admin + "/readyz")
                return refusal?.status == 503
            }
            #expect(refusal?.text.contains("drained") == true)
            let live = await HTTPWitness().request("\(server.http)/lives/\(publisher.liveID)")?.json
            #expect(live?["ended_at"] == nil)
            await publisher.close()
            #expect(await drain.wait() == .exited(0))
            #expect(await drain.lines.last == "stopped")
            #expect(await server.process.wait() == .exited(0))
        } catch {
            await server.process.stop()
            throw error
        }
        await server.process.stop()
    }

    @Test("SIGTERM ends a drain at once, and the lives with it")
    func termination() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/drain-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try await ServerProcess.start(data: folder, environment: ["ROADWAVE_RENDITIONS": "48k"])
        do {
            _ = try await LivePublisher.connect(
                to: server.http + "/whip?title=Dernier", token: UUID().uuidString,
                configuration: .init(certificate: try .generate()))
            let drain = await ChildProcess.start(
                ServerProcess.executable, ["drain", "--no-wait", "--data", folder], name: "drain")
            #expect(await drain.wait() == .exited(0))
            try await until { await HTTPWitness().request(server.admin + "/readyz")?.status == 503 }
        } catch {
            await server.process.stop()
            throw error
        }
        await server.process.stop()
        #expect(await server.process.ending == .exited(0))
    }
}
