internal import NIOCore

/// What the kernel is asked of a connection.
enum ConnectionOptions {
    /// `TCP_USER_TIMEOUT` of `<linux/tcp.h>` (RFC 5482 describes it).
    private static let userTimeout = NIOBSDSocket.Option(rawValue: 18)

    /// Has the kernel give up on a client that is gone without a word, or has closed its window: it would try for a
    /// quarter of an hour otherwise, and a stream of events would fill its buffers meanwhile.
    static func set(on channel: any Channel, _ limits: HTTPConnectionLimits) {
        #if os(Linux)
            // Twice the time that the guard allows, which counts those it drops itself.
            let milliseconds = SocketOptionValue(clamping: (limits.write * 2).wholeMilliseconds)
            // A connection that takes no option is closed already.
            channel.setOption(
                ChannelOptions.Types.SocketOption(level: .tcp, name: userTimeout), value: milliseconds
            ).whenFailure { _ in }
        #endif
    }
}
