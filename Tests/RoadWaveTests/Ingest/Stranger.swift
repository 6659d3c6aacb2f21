import NIOCore
import NIOPosix

@testable import RoadWave

/// Someone who was never admitted, and sends datagrams to the port all the same.
enum Stranger {
    static func send(_ datagrams: [[UInt8]], to address: ListenAddress) async throws {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let remote = try SocketAddress(ipAddress: address.host, port: address.port)
        for datagram in datagrams {
            let envelope = AddressedEnvelope(remoteAddress: remote, data: ByteBuffer(bytes: datagram))
            // One at a time, so that none is lost to a full buffer on the way out.
            try await channel.writeAndFlush(envelope).get()
        }
        try await channel.close().get()
    }
}
