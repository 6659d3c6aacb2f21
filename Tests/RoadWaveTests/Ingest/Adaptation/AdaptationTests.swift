import RoadWaveClient
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// From the packets of a creator behind a bad network to what the creator is told.
@Suite("Adaptation to the network", .timeLimit(.minutes(5)))
struct AdaptationTests {
    @Test("a network that loses packets brings advice and a warning, one that is good again takes both back")
    func badNetwork() async throws {
        let clock = TurnedClock()
        var settings = NodeConfiguration.single
        // The packets of a second come at once here, and look more uneven than any network makes them.
        settings.live.adaptation.reduction.jitter = .seconds(10)
        settings.live.adaptation.instability.jitter = .seconds(10)
        // The publisher consents by its own clock, which is not turned: all is over before 30 s of the node's.
        settings.live.adaptation.recoveryDelay = .seconds(4)
        try await RunningTestNode.with(settings, clock: clock) { running in
            let server = try #require(TransportAddress.IPAddress(running.addresses.udp.host))
            let address = TransportAddress(ip: server, port: UInt16(running.addresses.udp.port))
            try await UDPRelay.with(server: address) { relay in
                let creator = try await TestCreator.connect(to: running, remap: relay.remap)
                var stream = try await running.events(of: creator.id)
                // Once a second has been heard, so that the reports go on each second.
                await creator.send(seconds: 1)
                try await until { try await running.metric("roadwave_packets_received_total") == 50 }
                #expect(try await running.client.get("/lives/\(creator.id)").json("bitrate_advice_bps") == "48000")
                let speaking = Task { try await speak(creator, in: running, clock) }

                var bad = NetworkConditions(seed: 7)
                bad.loss = .random(0.5)
                await relay.change(to: bad, back: .perfect)
                let advice = try #require(try await stream.next("bitrate_advice"))
                #expect(advice.data.contains("\"bitrate_bps\":32000"))
                #expect(advice.data.contains("\"reason\":\"loss\""))
                let warning = try #require(try await stream.next("connection_warning"))
                #expect(warning.data.contains(ConnectionWarning.unstableMessage))
                let document = try await running.client.get("/lives/\(creator.id)")
                #expect(try document.json("bitrate_advice_bps") == "32000")
                #expect(try document.json("quality") == "unstable")
                #expect(try document.json("received_bps").flatMap { Int($0) }.map { $0 > 0 } == true)

                // A client that comes now is told what stands.
                var late = try await running.events(of: creator.id)
                #expect(try await late.next()?.name == "live_state")
                #expect(try await late.next()?.name == "counters")
                #expect(try await late.next()?.name == "bitrate_advice")
                #expect(try await late.next()?.name == "connection_warning")

                await relay.change(to: .perfect)
                let cleared = try #require(try await stream.next("connection_warning"))
                #expect(cleared.data.contains(ConnectionWarning.clearedMessage))
                let raised = try #require(try await late.next("bitrate_advice"))
                #expect(raised.data.contains("\"bitrate_bps\":48000"))
                #expect(raised.data.contains("\"reason\":\"recovered\""))
                speaking.cancel()
                _ = await speaking.result
                #expect(try await running.metric("roadwave_connection_warnings_total") == 1)
                #expect(try await running.metrics()["roadwave_bitrate_advices_total{reason=\"recovered\"}"] == 1)
                await creator.publisher.close()
            }
        }
    }

    /// Keeps step with the turned clock: a second of packets, a second of the clock, once the node has reported on it.
    private func speak(_ creator: TestCreator, in running: RunningTestNode, _ clock: TurnedClock) async throws {
        while !Task.isCancelled {
            let reports = try await running.metric("roadwave_datagrams_sent_total") ?? 0
            await creator.send(seconds: 1)
            clock.advance(by: .seconds(1))
            try await until { try await running.metric("roadwave_datagrams_sent_total").map { $0 > reports } == true }
        }
    }
}
