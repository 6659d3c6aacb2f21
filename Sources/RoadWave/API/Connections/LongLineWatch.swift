internal import NIOCore

/// Remembers whether the address of a request was longer than any: the decoder, which stands behind, says of that and of long
/// headers the same, and the answers differ (414 of RFC 9112 §3, 431 of RFC 6585 §5).
///
/// A request line has its first space before any colon, a header its colon before any space. A body is looked at too, and
/// can at worst have long headers of a later request answered with 414.
final class LongLineWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limit: Int
    /// The first space or colon of the line.
    private var separator: UInt8?
    /// The bytes behind it, up to the next space.
    private var length = 0
    private(set) var sawLongTarget = false

    /// - Parameter limit: the longest address that is read, in bytes.
    init(limit: Int) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for byte in unwrapInboundIn(data).readableBytesView { read(byte) }
        context.fireChannelRead(data)
    }

    private func read(_ byte: UInt8) {
        switch (byte, separator) {
        case (UInt8(ascii: "\n"), _): (separator, length) = (nil, 0)
        case (UInt8(ascii: " "), nil), (UInt8(ascii: ":"), nil): separator = byte
        // The end of the address: what follows is counted for nothing.
        case (UInt8(ascii: " "), UInt8(ascii: " ")): separator = UInt8(ascii: ":")
        case (_, UInt8(ascii: " ")):
            length += 1
            if length > limit { sawLongTarget = true }
        default: break
        }
    }
}
