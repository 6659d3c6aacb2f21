import NIOCore
import NIOPosix

@testable import RoadWave

/// HTTP byte for byte, for what a client library hides or would not send.
enum RawHTTP {
    /// Sends bytes to a node over TCP, and returns what comes back until the node closes the connection.
    static func exchange(_ request: String, with address: ListenAddress) async throws -> String {
        try await connected(to: address) { connection in
            try await connection.send(request)
            return try await connection.rest()
        }
    }

    /// Opens a connection for as long as the body runs.
    /// - Parameters:
    ///   - receiveBuffer: the bytes that the kernel takes of what the node sends; nil for its usual ones.
    ///   - bytesAtOnce: how many of them are taken from the kernel at once; nil for as many as there are.
    static func connected<Value>(
        to address: ListenAddress, receiveBuffer: Int? = nil, bytesAtOnce: Int? = nil,
        _ body: (inout RawConnection) async throws -> Value
    ) async throws -> Value {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(
                .socketOption(.so_rcvbuf), value: SocketOptionValue(clamping: receiveBuffer))
        }
        if let bytesAtOnce {
            bootstrap = bootstrap.channelOption(.maxMessagesPerRead, value: 1)
                .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: bytesAtOnce))
        }
        let channel = try await bootstrap.connect(host: address.host, port: address.port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&connection)
        }
    }
}

/// One TCP connection to a node.
struct RawConnection {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let sender: RawSender
    /// What came and was not looked at.
    private var pending: [UInt8] = []

    fileprivate init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound
        sender = RawSender(outbound: outbound)
    }

    /// Sends text. A node that has closed the connection may have answered all the same.
    func send(_ text: String) async throws { try await sender.send(Array(text.utf8)) }

    /// Sends bytes.
    func send(_ bytes: [UInt8]) async throws { try await sender.send(bytes) }

    /// Sends a text again and again until the node has closed the connection.
    /// - Returns: what the node sent meanwhile.
    mutating func drip(_ text: String) async throws -> String {
        let dripping = Task { [sender] in
            while !Task.isCancelled {
                try await sender.send(Array(text.utf8))
                // why: only time passes between the bytes of a slow client; the node ends this, whatever it takes.
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        defer { dripping.cancel() }
        return try await rest()
    }

    /// What comes up to and with a text, or until the node closes the connection.
    mutating func receive(through text: String) async throws -> String {
        let end = Array(text.utf8)
        while true {
            if let range = pending.firstRange(of: end) {
                let received = pending[..<range.upperBound]
                pending = Array(pending[range.upperBound...])
                return String(decoding: received, as: UTF8.self)
            }
            guard try await more() else { return try await rest() }
        }
    }

    /// Takes what comes next, and forgets it.
    mutating func take() async throws {
        _ = try await more()
        pending = []
    }

    /// What comes until the node closes the connection.
    mutating func rest() async throws -> String {
        while try await more() {}
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// - Returns: whether something came.
    private mutating func more() async throws -> Bool {
        do {
            guard let buffer = try await inbound.next() else { return false }
            pending += buffer.readableBytesView
            return true
        } catch let error as ChannelError where error == .ioOnClosedChannel {
            // The node cut the connection while something was being sent: what came before that stays.
            return false
        } catch is IOError {
            // The same, told by the kernel.
            return false
        }
    }
}

/// The way to a node.
private struct RawSender: Sendable {
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    func send(_ bytes: [UInt8]) async throws {
        do {
            try await outbound.write(ByteBuffer(bytes: bytes))
        } catch let error as ChannelError where error == .ioOnClosedChannel {
            // The node has disconnected a client that was too slow for it: there may be an answer all the same.
        } catch is IOError {
            // The same, told by the kernel.
        }
    }
}
