import NIOCore
import NIOPosix
import RoadWaveClient
import Testing

@testable import RoadWave

@Suite("Hostile datagrams", .timeLimit(.minutes(2)))
struct HostileDatagramTests {
    /// Deterministic noise.
    private struct Noise: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 33
        }
    }

    @Test("strangers' datagrams are dropped and counted by reason, and a live goes on")
    func flood() async throws {
        try await RunningTestNode.with { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 1)
            let sent = try await Self.sendNoise(to: running.addresses.udp, count: 2_000)
            await creator.send(seconds: 2)
            _ = try #require(await events.listed(0, of: creator.id))
            try await until {
                let unknown = try await running.metric(#"roadwave_datagrams_dropped_total{reason="unknown_protocol"}"#)
                let strangers = try await running.metric(#"roadwave_datagrams_dropped_total{reason="unknown_sender"}"#)
                return (unknown ?? 0) + (strangers ?? 0) >= sent
            }
            let refused = try await running.metric("roadwave_packets_refused_total")
            #expect(refused == 0)
            #expect(await running.node.live(creator.id)?.state == .live)
        }
    }

    /// Sends noise of every length and first byte, empty datagrams and ones over any MTU included.
    private static func sendNoise(to address: ListenAddress, count: Int) async throws -> Int {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let remote = try SocketAddress(ipAddress: address.host, port: address.port)
        var noise = Noise(state: 42)
        for index in 0..<count {
            let length = index % 100 == 0 ? 9_000 : Int.random(in: 0...400, using: &noise)
            var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &noise) }
            if !bytes.isEmpty { bytes[0] = UInt8(index % 256) }
            let data = channel.allocator.buffer(bytes: bytes)
            // One at a time, so that none is lost to a full buffer on the way out.
            try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: remote, data: data)).get()
        }
        try await channel.close().get()
        return count
    }
}
