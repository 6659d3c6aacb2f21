import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// The API of a real node, compared with its description by a program that wants to find the difference.
@Suite(
    "The API as it is described", .serialized, .realTime, .timeLimit(.minutes(5)),
    .enabled(if: Schemathesis.isInstalled, "ci/setup installs schemathesis"))
struct SchemathesisTests {
    @Test("whatever is asked, the node answers as openapi.yaml says, and the live goes on")
    func conformance() async throws {
        var tokens: SignedTokens?
        try await BesiegedNode.with { folder in
            let made = try await SignedTokens(in: folder)
            tokens = made
            var environment = ["ROADWAVE_JWT_KEYS": made.keys]
            // What is told of limits is that there is a 429: here they would hide everything else.
            for kind in ["PUBLISH", "JOIN", "BEAT", "REACT", "READ", "EVENTS", "FAILURE"] {
                environment["ROADWAVE_RATE_\(kind)"] = "off/off"
            }
            return (environment, try await made.token(role: "creator"))
        } _: { node in
            let tokens = try #require(tokens)
            let clock = ContinuousClock()
            let (listed, start) = (node.listedSegments(), clock.now)
            let schemathesis = Schemathesis(folder: node.folder, http: node.server.http)
            // Of anything, as a creator; of the live that there is, as a listener; of the radio, as an operator.
            let ofAnything = try await schemathesis.violations(token: try await tokens.token(role: "creator"))
            #expect(ofAnything == nil)
            let ofLive = try await schemathesis.violations(
                token: try await tokens.token(role: "listener"), parameters: ["id": node.creator.liveID],
                "--include-path-regex", "^/lives/", "--exclude-tag", "media", "--exclude-method", "HEAD",
                "--exclude-method", "OPTIONS")
            #expect(ofLive == nil)
            let ofRadio = try await schemathesis.violations(
                token: try await tokens.token(role: "operator"), "--include-path-regex", "^/operations/")
            #expect(ofRadio == nil)

            let document = try #require(await HTTPWitness().persistently(node.server.http + node.live))
            #expect(document.json["state"] as? String == "live")
            let seconds = Int((clock.now - start) / .seconds(1))
            try await node.waitForSegments(listed + seconds / 2)
        }
    }
}
