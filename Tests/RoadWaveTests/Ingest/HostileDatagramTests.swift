import RoadWaveClient
import Testing

@testable import RoadWave

@Suite("Hostile datagrams", .timeLimit(.minutes(2)))
struct HostileDatagramTests {
    @Test("strangers' datagrams are dropped and counted by reason, and a live goes on")
    func flood() async throws {
        try await RunningTestNode.with { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 1)
            var bytes = HostileBytes(seed: 42)
            let noise = bytes.noise(count: 2_000)
            try await Stranger.send(noise, to: running.addresses.udp)
            await creator.send(seconds: 2)
            _ = try #require(await events.listed(0, of: creator.id))
            try await until {
                let unknown = try await running.metric(#"roadwave_datagrams_dropped_total{reason="unknown_protocol"}"#)
                let strangers = try await running.metric(#"roadwave_datagrams_dropped_total{reason="unknown_sender"}"#)
                return (unknown ?? 0) + (strangers ?? 0) >= noise.count
            }
            let refused = try await running.metric("roadwave_packets_refused_total")
            #expect(refused == 0)
            #expect(await running.node.live(creator.id)?.state == .live)
        }
    }
}
