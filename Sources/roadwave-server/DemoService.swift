import Media
import RoadWave
import RoadWaveClient
import ServiceLifecycle
import WebRTC

/// The demo while it runs: the node, the creator and the one who watches the playlist.
struct DemoService: Service {
    let node: RoadWaveNode
    /// Seconds; without end when nil.
    let duration: Int?

    func run() async throws {
        let events = node.events
        let addresses = try await node.start()
        do {
            try await cancelWhenGracefulShutdown {
                try await broadcast(to: addresses, events)
            }
        } catch is CancellationError {
            // Ctrl-C: the end of an endless demo.
        }
        await node.stop()
    }

    private func broadcast(to addresses: NodeAddresses, _ events: AsyncStream<EngineEvent>) async throws {
        let programme = try await DemoProgramme.prepare()
        let publisher = try await LivePublisher.connect(
            to: "\(addresses.httpURL)/whip?title=D%C3%A9mo%20RoadWave", token: "demo",
            configuration: Publisher.Configuration(certificate: try DTLSCertificate.generate()))
        StandardOutput.write("live \(addresses.httpURL)/lives/\(publisher.liveID)/master.m3u8")
        StandardOutput.write("on air: \(programme.description); open the address in an HLS player, end with Ctrl-C")
        try await withThrowingTaskGroup(of: Void.self) { group in
            let sending = DemoSending()
            group.addTask {
                try await programme.send(by: publisher, noting: sending, seconds: duration)
            }
            group.addTask { await Self.watch(events, of: publisher.liveID, sending) }
            // The programme's end, or its failure, ends the watching.
            defer { group.cancelAll() }
            try await group.next()
        }
        await publisher.close()
    }

    /// Prints the delay of each segment as it is listed.
    private static func watch(_ events: AsyncStream<EngineEvent>, of live: String, _ sending: DemoSending) async {
        for await case .segmentListed(let id, let segment) in events where id.description == live {
            guard let sent = await sending.time(ofSecond: 2 * (segment.sequence + 1)) else { continue }
            let delay = Int(((ContinuousClock.now - sent) / .milliseconds(1)).rounded())
            StandardOutput.write("segment \(segment.sequence): listed \(delay) ms after its last sample was sent")
        }
    }
}
