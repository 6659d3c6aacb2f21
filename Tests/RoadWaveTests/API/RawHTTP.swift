import NIOCore
import NIOPosix

@testable import RoadWave

/// HTTP byte for byte, for what a client library hides or would not send.
enum RawHTTP {
    /// Sends bytes to a node over TCP, and returns what comes back until the node closes the connection.
    static func exchange(_ request: String, with address: ListenAddress) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            do {
                try await outbound.write(ByteBuffer(string: request))
            } catch ChannelError.ioOnClosedChannel {
                // The node has disconnected a client that was too slow for it: there may be an answer all the same.
            }
            var answer = ""
            for try await buffer in inbound { answer += String(buffer: buffer) }
            return answer
        }
    }
}
