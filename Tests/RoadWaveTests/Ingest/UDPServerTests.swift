import Dispatch
import NIOCore
import NIOPosix
import Testing

@testable import RoadWave

@Suite("UDP port of a node", .timeLimit(.minutes(5)))
struct UDPServerTests {
    private let metrics = MetricsRegistry()

    private func server(
        on eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
    ) async throws -> UDPServer {
        try await UDPServer.bind(
            to: ListenAddress(host: "127.0.0.1", port: 0), eventLoop: eventLoop, clock: NodeClock(TurnedClock()),
            metrics: IngestMetrics(metrics), logger: .silent)
    }

    @Test("once it has settled all that was sent before has been read, although it is read with pauses")
    func settled() async throws {
        let server = try await server()
        for sent in 1...20 {
            try await Stranger.send(Array(repeating: [0xFF, 0x00], count: 3), to: server.address)
            await server.router.settle()
            #expect(metrics["roadwave_datagrams_received_total"] == 3 * sent)
        }
        await server.close()
    }

    @Test("more datagrams than one reading takes are all read")
    func moreThanOneReading() async throws {
        let server = try await server()
        // As many as even a small buffer of the system holds, many times over.
        for _ in 1...12 {
            try await Stranger.send(Array(repeating: [0xFF], count: 50), to: server.address)
        }
        await server.router.settle()
        #expect(metrics["roadwave_datagrams_received_total"] == 600)
        #expect(metrics["roadwave_datagrams_dropped_total{reason=\"unknown_protocol\"}"] == 600)
        await server.close()
    }

    /// Sends while the loop of the port does nothing, and returns once the port has settled.
    private func afterBacklog(
        _ send: (ListenAddress) async throws -> Void, check: (_ received: Int, _ dropped: (String) -> Int) -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = try await server(on: group.next())
        let gate = DispatchSemaphore(value: 0)
        group.next().execute { gate.wait() }
        let sending: Result<Void, any Error>
        do { sending = .success(try await send(server.address)) } catch { sending = .failure(error) }
        gate.signal()
        await server.router.settle()
        check(metrics["roadwave_datagrams_received_total"] ?? 0) { reason in
            metrics["roadwave_datagrams_dropped_total{reason=\"\(reason)\"}"] ?? 0
        }
        await server.close()
        // A closed port has nothing to wait for.
        await server.router.settle()
        try await group.shutdownGracefully()
        try sending.get()
    }

    @Test("behind a backlog of many readings it settles only once all that the system kept has been handed over")
    func backlog() async throws {
        let sent = 4 * 500
        try await afterBacklog { address in
            for _ in 1...4 { try await Stranger.send(Array(repeating: [0xFF], count: 500), to: address) }
        } check: { received, dropped in
            #expect(received > UDPServer.datagramsPerReading)
            #expect(received + dropped("kernel") == sent)
            #expect(dropped("unknown_protocol") == received)
        }
    }

    @Test("what the system drops for want of room is counted")
    func kernelDrops() async throws {
        // Longer in all than twice the 4 MB that the port asks for, which is what the system holds at most.
        let flood = Array(repeating: [UInt8](repeating: 0xFF, count: 1400), count: 1600)
        try await afterBacklog { address in
            for _ in 1...4 { try await Stranger.send(flood, to: address) }
        } check: { received, dropped in
            #expect(dropped("kernel") > 0)
            #expect(received + dropped("kernel") == 4 * flood.count)
        }
    }
}
