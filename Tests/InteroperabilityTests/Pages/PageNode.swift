import Foundation
import RoadWaveTestServices

@testable import StepDefinitions

/// A node without lives, and a browser.
struct PageNode: Sendable {
    let server: ServerProcess
    let browser: PageWitness

    /// Starts both, runs `body`, stops both.
    /// - Parameter settings: `ROADWAVE_…` keys that differ from the defaults.
    static func run(settings: [String: String] = [:], _ body: (PageNode) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/page-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let environment = ["ROADWAVE_RENDITIONS": "48k"].merging(settings) { $1 }
        let server = try await ServerProcess.start(data: folder + "/data", environment: environment)
        let failure: (any Error)?
        do {
            let browser = try await PageWitness.start()
            do {
                try await body(PageNode(server: server, browser: browser))
                failure = nil
            } catch {
                failure = error
            }
            await browser.stop()
        } catch {
            failure = error
        }
        await server.process.stop()
        if let failure { throw failure }
    }

    /// Opens a page of the node.
    func open(_ path: String, _ visitor: PageVisitor = PageVisitor()) async throws -> WitnessedPage {
        try await browser.open(server.http + path, visitor)
    }
}
