import NIOCore
import NIOPosix
import RoadWaveRTC
import RoadWaveTestServices
import Synchronization
import Testing

@Suite("UDP relay", .timeLimit(.minutes(5)))
struct UDPRelayTests {
    @Test("each client's datagrams reach the server from an address of its own, and the answers reach the client")
    func bothWays() async throws {
        try await UDPPeer.with(echo: true) { server in
            try await UDPRelay.with(server: server.address) { relay in
                try await UDPPeer.with { first in
                    try await UDPPeer.with { second in
                        try await first.send([[1], [2]], to: relay.address)
                        try await second.send([[3]], to: relay.address)
                        try await until { first.received.count == 2 && second.received.count == 1 }
                        #expect(first.received == [[1], [2]])
                        #expect(second.received == [[3]])
                        #expect(Set(server.senders).count == 2)
                        #expect(!server.senders.contains(first.address))
                    }
                }
                let counters = await relay.counters
                #expect(counters.clients == 2)
                #expect(counters.toServer.delivered == 3)
                #expect(counters.toClients.delivered == 3)
            }
        }
    }

    @Test("what is lost and repeated is counted, each way after its own conditions, which change while it runs")
    func conditions() async throws {
        var lossy = NetworkConditions(seed: 5)
        lossy.loss = .random(1)
        var twice = NetworkConditions(seed: 6)
        twice.duplication = 1
        try await UDPPeer.with(echo: true) { server in
            try await UDPRelay.with(server: server.address, conditions: lossy, back: twice) { relay in
                try await UDPPeer.with { client in
                    try await client.send([[1], [2], [3]], to: relay.address)
                    try await until { await relay.counters.toServer.lost == 3 }
                    #expect(server.received.isEmpty)
                    await relay.change(to: .perfect, back: twice)
                    try await client.send([[4]], to: relay.address)
                    try await until { client.received.count == 2 }
                    #expect(client.received == [[4], [4]])
                    #expect(await relay.counters.toClients.duplicated == 1)
                }
            }
        }
    }

    @Test("a delayed datagram arrives, and not before its time")
    func delay() async throws {
        var slow = NetworkConditions(seed: 5)
        slow.delay = .milliseconds(50)
        try await UDPPeer.with(echo: true) { server in
            try await UDPRelay.with(server: server.address, conditions: slow) { relay in
                try await UDPPeer.with { client in
                    let clock = ContinuousClock()
                    let start = clock.now
                    try await client.send([[1]], to: relay.address)
                    try await until { client.received == [[1]] }
                    #expect(clock.now - start >= .milliseconds(100))
                }
            }
        }
    }

    @Test("a tap sees what clients send, and what is injected comes from the client's address")
    func tapAndInjection() async throws {
        let seen = Mutex<[Int: [[UInt8]]]>([:])
        try await UDPPeer.with { server in
            try await UDPRelay.with(
                server: server.address,
                tap: { client, bytes, _ in seen.withLock { $0[client, default: []].append(bytes) } }
            ) { relay in
                try await UDPPeer.with { client in
                    try await client.send([[1]], to: relay.address)
                    try await until { server.received.count == 1 }
                    try await relay.inject([[9]], asClient: 0)
                    try await relay.inject([[8]], asClient: 7)
                    try await until { server.received.count == 2 }
                    #expect(server.received == [[1], [9]])
                    #expect(Set(server.senders).count == 1)
                    #expect(seen.withLock { $0 } == [0: [[1]]])
                }
            }
        }
    }

    @Test("a relay that is led elsewhere takes its clients along")
    func redirection() async throws {
        try await UDPPeer.with { former in
            try await UDPPeer.with(echo: true) { server in
                try await UDPRelay.with(server: former.address) { relay in
                    try await UDPPeer.with { client in
                        try await client.send([[1]], to: relay.address)
                        try await until { former.received == [[1]] }
                        try await relay.redirect(to: server.address)
                        try await client.send([[2]], to: relay.address)
                        try await until { client.received == [[2]] }
                        #expect(server.received == [[2]])
                        #expect(former.received == [[1]])
                    }
                }
            }
        }
    }

    @Test("only the server's address is remapped")
    func remap() async throws {
        let server = TransportAddress(ip: .v4(0x7F00_0001), port: 9)
        try await UDPRelay.with(server: server) { relay in
            #expect(relay.remap(server) == relay.address)
            let other = TransportAddress(ip: .v4(0x7F00_0001), port: 10)
            #expect(relay.remap(other) == other)
        }
    }
}
