import RoadWave
import RoadWaveClient
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@Suite("Live publisher: a network that changes", .timeLimit(.minutes(5)))
struct LivePublisherNetworkTests {
    private func received(_ packets: Int, by running: RunningTestNode) async throws {
        try await until { try await running.metric("roadwave_packets_received_total") == packets }
    }

    private func isTheOnlyLive(_ id: LiveID, in running: RunningTestNode) async throws -> Bool {
        guard await running.node.live(id)?.state == .live else { return false }
        return try await running.metric("roadwave_lives_started_total") == 1
    }

    @Test("it goes on over another network: another socket, the same live, every packet")
    func changeOfNetwork() async throws {
        try await RunningTestNode.with { running in
            let server = try #require(TransportAddress.IPAddress(running.addresses.udp.host))
            let address = TransportAddress(ip: server, port: UInt16(running.addresses.udp.port))
            try await UDPRelay.with(server: address) { relay in
                let creator = try await TestCreator.connect(to: running, remap: relay.remap)
                await creator.send(seconds: 1)
                try await received(50, by: running)
                #expect(await relay.counters.clients == 1)
                try await creator.publisher.restartICE()
                await creator.send(seconds: 1)
                try await received(100, by: running)
                #expect(await relay.counters.clients == 2)
                #expect(await creator.publisher.counters.packets == 100)
                #expect(try await isTheOnlyLive(creator.id, in: running))
                // A second change goes by the tag of the first.
                try await creator.publisher.restartICE()
                await creator.send(seconds: 1)
                try await received(150, by: running)
                await creator.publisher.close()
            }
        }
    }

    @Test("a network that comes back brings the connection back")
    func interruption() async throws {
        try await RunningTestNode.with { running in
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 1)
            try await received(50, by: running)
            await creator.publisher.interrupt()
            // The application does not know: its packets go nowhere, and the server says nothing of an end.
            await creator.send(seconds: 2)
            #expect(await creator.publisher.disconnection == nil)
            #expect(try await isTheOnlyLive(creator.id, in: running))
            try await creator.publisher.restartICE()
            await creator.send(seconds: 1)
            try await received(100, by: running)
            #expect(try await isTheOnlyLive(creator.id, in: running))
            await creator.publisher.close()
        }
    }

    @Test("a new connection continues the same live, and the former one, closed, does not end it")
    func resumption() async throws {
        try await RunningTestNode.with { running in
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 1)
            try await received(50, by: running)
            let successor = try await creator.publisher.resume()
            #expect(successor.liveID == creator.publisher.liveID)
            await creator.publisher.close()
            // An Opus packet of 20 ms of silence (RFC 6716 §3.1).
            for _ in 0..<50 { #expect(await successor.send(opus: [0xF8, 0xFF, 0xFE], duration: 960)) }
            try await received(100, by: running)
            #expect(try await isTheOnlyLive(creator.id, in: running))
            await successor.close()
            #expect(await running.node.live(creator.id)?.endReason == .creator)
        }
    }

    @Test("why a live cannot be resumed is a value with the server's sentence")
    func refusals() async throws {
        try await RunningTestNode.with { running in
            let creator = try await TestCreator.connect(to: running)
            await creator.publisher.close()
            let over = await #expect(throws: WHIPError.self) { try await creator.publisher.resume() }
            guard case .refused(409, let problem) = over else {
                Issue.record("\(String(describing: over))")
                return
            }
            #expect(problem.code == "live_over")
            #expect(!problem.detail.isEmpty)
            let unknown = await #expect(throws: WHIPError.self) {
                try await WHIPClient(token: "createur").publish(
                    offer: try TestOffer.opus(), to: "\(running.addresses.httpURL)/whip",
                    resuming: "00000000-0000-4000-8000-000000000000")
            }
            guard case .refused(404, _) = unknown else {
                Issue.record("\(String(describing: unknown))")
                return
            }
        }
    }

    @Test("a node that is full says when to come again")
    func full() async throws {
        try await RunningTestNode.with(.with(\.maximumLives, 1)) { running in
            let first = try await TestCreator.connect(to: running)
            let refusal = await #expect(throws: WHIPError.self) { try await TestCreator.connect(to: running) }
            guard case .refused(503, let problem) = refusal else {
                Issue.record("\(String(describing: refusal))")
                return
            }
            #expect(problem.code == "capacity_reached")
            #expect(problem.retryAfter != nil)
            await first.publisher.close()
        }
    }
}
