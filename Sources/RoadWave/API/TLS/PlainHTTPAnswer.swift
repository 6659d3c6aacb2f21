internal import HTTPTypes
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// HTTPS with a readable response for clients that use plain HTTP on its port: otherwise they would be disconnected
/// without a response, and browsers would show an empty page.
struct HTTPSChannel: ServerChildChannel {
    typealias Value = TLSChannel<HTTP1Channel>.Value

    private let base: TLSChannel<HTTP1Channel>

    init(_ base: TLSChannel<HTTP1Channel>) { self.base = base }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(PlainHTTPAnswer())
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

/// Looks at the first byte of a connection. TLS begins with the type of a record (RFC 8446 §5.1: 20 to 24), a request
/// of HTTP with a letter (RFC 9112 §3.1).
final class PlainHTTPAnswer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long the client may read the answer. Unread input would make the kernel reset the connection.
    private static let linger = TimeAmount.seconds(1)

    private var isAnswered = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAnswered else { return }
        guard let first = unwrapInboundIn(data).readableBytesView.first,
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
        else {
            context.fireChannelRead(data)
            // Everything that follows is TLS.
            return context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        }
        isAnswered = true
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: Problem.plainHTTP.plainText)), promise: nil)
        let channel = context.channel
        channel.eventLoop.scheduleTask(in: Self.linger) { channel.close(promise: nil) }
    }
}

extension Problem {
    /// The answer to plain HTTP on a port of HTTPS.
    static let plainHTTP = Problem(
        status: .badRequest, code: "invalid_request",
        detail: "Ce serveur ne parle que HTTPS\u{a0}: l'adresse doit commencer par https://.",
        reason: "expected TLS: this port speaks HTTPS only")

    /// The bytes of ``plainAnswer`` on a connection without an encoder.
    fileprivate var plainText: String {
        let (head, body) = plainAnswer
        var text = "HTTP/1.1 \(head.status.code) \(head.status.reasonPhrase)\r\n"
        for (name, value) in head.headers { text += "\(name): \(value)\r\n" }
        return text + "\r\n" + String(buffer: body)
    }
}
