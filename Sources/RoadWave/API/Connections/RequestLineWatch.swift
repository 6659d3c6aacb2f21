internal import NIOCore

/// Remembers properties of malformed lines that the decoder behind it does not report.
///
/// The decoder reports the same error for a target that is too long and for headers that are too long, but the answers
/// differ (414 of RFC 9112 §3, 431 of RFC 6585 §5). It also reports the same error for another version and for a
/// request line without its carriage return (505, and 400 of RFC 9112 §2.2).
///
/// A request line has its first space before any colon, a header its colon before any space. Bodies are examined too.
/// In the worst case, long headers of a later request are then answered with 414, or its other version with 400.
final class RequestLineWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limit: Int
    /// The first space or colon of the line.
    private var separator: UInt8?
    /// The bytes after it, up to the next space.
    private var length = 0
    private var previous: UInt8?
    private(set) var sawLongTarget = false
    private(set) var sawBareLineFeed = false

    /// - Parameter limit: the longest target that is read, in bytes.
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
        // The end of the target: the rest of the line is not counted.
        case (UInt8(ascii: " "), UInt8(ascii: " ")): separator = UInt8(ascii: ":")
        case (_, UInt8(ascii: " ")):
            length += 1
            if length > limit { sawLongTarget = true }
        default: break
        }
    }
}
