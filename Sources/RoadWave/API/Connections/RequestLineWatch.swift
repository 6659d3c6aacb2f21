internal import NIOCore

/// Remembers what the decoder, which stands behind, does not tell apart of the lines that it cannot read.
///
/// It says the same of an address and of headers that are longer than any, and the answers differ (414 of RFC 9112 §3, 431 of
/// RFC 6585 §5); and the same of another version and of a request line that ends without its carriage return (505, and 400 of
/// RFC 9112 §2.2).
///
/// A request line has its first space before any colon, a header its colon before any space. A body is looked at too, and
/// can at worst have long headers of a later request answered with 414, or its other version with 400.
final class RequestLineWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limit: Int
    /// The first space or colon of the line.
    private var separator: UInt8?
    /// The bytes behind it, up to the next space.
    private var length = 0
    private var previous: UInt8?
    private(set) var sawLongTarget = false
    private(set) var sawBareLineFeed = false

    /// - Parameter limit: the longest address that is read, in bytes.
    init(limit: Int) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for byte in unwrapInboundIn(data).readableBytesView {
            if byte == UInt8(ascii: "\n"), previous != UInt8(ascii: "\r") { sawBareLineFeed = true }
            previous = byte
            read(byte)
        }
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
