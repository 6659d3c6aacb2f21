import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

extension TwoNodesTests {
    @Test("while Redis is away, the probes of the manifests restart no node, and running lives go on")
    func probesWithoutRedis() async throws {
        let rules = try await PodRules.read("ingest")
        try await TwoNodes.run { nodes async throws in
            let both = [nodes.a, nodes.b]
            var creators: [(creator: SpeakingCreator, node: ServerProcess)] = []
            for number in 0..<4 {
                let node = both[number % 2]
                creators.append((try await nodes.speak(on: node, token: "createur-\(number)"), node))
            }
            for (creator, _) in creators {
                try await nodes.wait("it is heard") { await nodes.segments(creator.liveID) >= 1 }
            }

            try await nodes.withEmptyRedis {
                for node in both {
                    try await nodes.wait("\(node.http) takes no lives") {
                        await nodes.get(node.admin + "/readyz")?.status == 503
                    }
                    let kept = await Self.keep(node, by: rules, for: .seconds(300))
                    #expect(kept.restarts == 0, "\(node.http)")
                    // The Services publish it all the same: ci/kubernetes checks that.
                    #expect(!kept.isReady)
                    try await Self.isRefused(by: node)
                }
                for (creator, node) in creators {
                    let live = creator.liveID
                    #expect(await nodes.state(live, on: node) == "live")
                    var events = LiveEvents(of: live, at: node.http).makeAsyncIterator()
                    #expect(try await events.next() != nil)
                    let before = await nodes.segments(live)
                    try await nodes.wait("it is heard on") { await nodes.segments(live) >= before + 2 }
                }
            } _: {
                for node in both {
                    try await nodes.wait("\(node.http) takes lives again") {
                        await nodes.get(node.admin + "/readyz")?.status == 200
                    }
                }
                for (creator, node) in creators { #expect(await nodes.state(creator.liveID, on: node) == "live") }
            }
            for (creator, _) in creators { await creator.stop() }
        }
    }

    /// What the kubelet would do about a node in that time: each probe that is due is really answered, and the time between
    /// two of them passes at once.
    private static func keep(
        _ node: ServerProcess, by rules: PodRules, for length: Duration
    ) async -> (restarts: Int, isReady: Bool) {
        var supervision = PodSupervision(rules: rules)
        var restarts = 0
        for second in 0...Int(length / .seconds(1)) {
            let now = Duration.seconds(second)
            for action in supervision.actions(at: now) {
                switch action {
                case .start: supervision.started(at: now)
                case .probe(let kind):
                    guard let probe = rules.probes[kind] else { continue }
                    let status =
                        await HTTPWitness().request(node.admin + probe.path, within: probe.timeout)?.status ?? 0
                    let isHealthy = (200..<400).contains(status)
                    if supervision.answered(kind, isHealthy: isHealthy, at: now) != nil {
                        restarts += 1
                        supervision.exited(isClean: false, at: now)
                    }
                case .stop: continue
                }
            }
        }
        return (restarts, supervision.isReady)
    }

    /// A new live is refused for now, and its creator is told so.
    private static func isRefused(by node: ServerProcess) async throws {
        let refusal = await #expect(throws: WHIPError.self) {
            _ = try await WHIPClient(token: "un-nouveau").publish(
                offer: Publisher(configuration: .init(certificate: try .generate())).offer(), to: node.http + "/whip")
        }
        guard case .refused(503, _)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }
}
