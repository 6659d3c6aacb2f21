import Foundation
import RoadWaveClient
import RoadWaveTestServices

@testable import StepDefinitions

/// A node, a network between it and the browser, and a creator at its studio page.
struct StudioUnderTest: Sendable {
    let server: ServerProcess
    let network: MobileNetwork
    let studio: StudioCreator
    let folder: String

    /// Starts all, runs `body`, stops all.
    /// - Parameter settings: `ROADWAVE_…` keys that differ from the defaults.
    static func run(
        visitor: PageVisitor = PageVisitor(), settings: [String: String] = [:],
        _ body: (StudioUnderTest) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/studio-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var stops: [@Sendable () async -> Void] = []
        let failure: (any Error)?
        do {
            // A network without delay: what is tried here is its absence.
            let network = try await MobileNetwork.open(usual: .perfect, congested: .perfect)
            stops.append { await network.close() }
            let server = try await start(in: folder, behind: network, settings: settings)
            stops.append { await server.process.stop() }
            try await network.lead(to: server.udp)
            let microphone = folder + "/micro.wav"
            try WAVFile.write(try await Speech.synthesise(in: folder), to: microphone)
            let studio = try await StudioCreator.open(at: server.http, microphone: microphone, visitor: visitor)
            stops.append { await studio.leave() }
            try await body(StudioUnderTest(server: server, network: network, studio: studio, folder: folder))
            failure = nil
        } catch {
            failure = error
        }
        while let stop = stops.popLast() { await stop() }
        if let failure { throw failure }
    }

    /// A node on the data of the test, which creators reach through the network.
    static func start(
        in folder: String, behind network: MobileNetwork, settings: [String: String] = [:], http: String = "127.0.0.1:0"
    ) async throws -> ServerProcess {
        try await ServerProcess.start(
            data: folder + "/data", environment: ["ROADWAVE_RENDITIONS": "48k"].merging(settings) { $1 },
            arguments: ["--advertise", network.address, "--http", http])
    }

    /// A field of the live's document, as text.
    func live(_ field: String) async throws -> String {
        let answer = await HTTPWitness().request("\(server.http)/lives/\(try await studio.liveID())")
        return answer?.json[field].map { "\($0)" } ?? "nothing"
    }
}
