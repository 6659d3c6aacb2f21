import NIOCore
import NIOPosix
import Testing

@testable import RoadWave

@Suite("UDP port of a node", .timeLimit(.minutes(5)))
struct UDPServerTests {
    private let counters = NodeCounters()

    private func server() async throws -> UDPServer {
        try await UDPServer.bind(
            to: ListenAddress(host: "127.0.0.1", port: 0), eventLoop: MultiThreadedEventLoopGroup.singleton.next(),
            clock: NodeClock(TurnedClock()), counters: counters, logger: .silent)
    }

    @Test("once it has settled all that was sent before has been read, although it is read with pauses")
    func settled() async throws {
        let server = try await server()
        for sent in 1...20 {
            try await Stranger.send(Array(repeating: [0xFF, 0x00], count: 3), to: server.address)
            await server.router.settle()
            #expect(counters.snapshot.datagramsReceived == 3 * sent)
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
        #expect(counters.snapshot.datagramsReceived == 600)
        #expect(counters.snapshot.datagramsDropped == [.unknownProtocol: 600])
        await server.close()
    }
}
