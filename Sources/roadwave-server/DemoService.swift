import RoadWave
import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import ServiceLifecycle

/// The running demo: the node, the creator, and a watcher of the playlist.
struct DemoService: Service {
    let node: RoadWaveNode
    /// Seconds; endless if nil.
    let duration: Int?
    /// Whether the listener's page is opened in a browser.
    let opensPage: Bool

    /// The last segment of a live is stored within moments of its end: after this time it is lost.
    private static let endTimeout = Duration.seconds(10)

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
        let publisher = try await connect(to: addresses)
        let page = "\(addresses.httpURL)/ecouter/\(publisher.liveID)"
        StandardOutput.write("listen \(page)")
        StandardOutput.write("speak  \(addresses.httpURL)/studio")
        StandardOutput.write("live   \(addresses.httpURL)/lives/\(publisher.liveID)/master.m3u8")
        StandardOutput.write("on air: \(programme.description); listen in a browser, end with Ctrl-C")
        // Ends with the demo if the browser is our child process.
        async let _ = openIfWanted(page)
        let sending = DemoSending()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await watch(events, of: publisher.liveID, sending) }
            // A failed programme, or Ctrl-C, ends the watching.
            defer { group.cancelAll() }
            try await programme.send(by: publisher, noting: sending, seconds: duration)
            await publisher.close()
            // The last segment is listed once the live has ended.
            // why: a limit for that wait, which the watching normally ends.
            group.addTask { try await Task.sleep(for: Self.endTimeout) }
            try await group.next()
        }
    }

    private func openIfWanted(_ page: String) async {
        if opensPage { await DesktopBrowser.open(page) }
    }

    private func connect(to addresses: NodeAddresses) async throws -> AudioPublisher {
        do {
            return try await AudioPublisher.connect(
                to: "\(addresses.httpURL)/whip?title=D%C3%A9mo%20RoadWave", token: "demo",
                certificate: try DTLSCertificate.generate())
        } catch let cancellation as CancellationError {
            throw cancellation
        } catch {
            throw CommandError(
                message: """
                    the demo cannot publish to its own node at \(addresses.httpURL) and UDP \(addresses.udp): \(error) \
                    Check that no firewall stands between programs of this machine, or try --http 127.0.0.1:0.
                    """)
        }
    }

    /// Prints the delay of each segment as it is listed, until the live ends.
    private func watch(_ events: AsyncStream<EngineEvent>, of live: String, _ sending: DemoSending) async {
        for await event in events {
            switch event {
            case .segmentListed(let id, let segment) where id.description == live:
                // The last segment may be shorter than the others.
                let end = min(2 * (segment.sequence + 1), duration ?? .max)
                guard let sent = await sending.time(ofSecond: end) else { continue }
                let delay = Int(((ContinuousClock.now - sent) / .milliseconds(1)).rounded())
                StandardOutput.write("segment \(segment.sequence): listed \(delay) ms after its last sample was sent")
            case .liveClosed(let ended) where ended.id.description == live:
                return
            default:
                continue
            }
        }
    }
}
