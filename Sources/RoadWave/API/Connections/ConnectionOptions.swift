internal import NIOCore

/// What the kernel is asked of a connection.
enum ConnectionOptions {
    /// `TCP_USER_TIMEOUT` of `<linux/tcp.h>` (RFC 5482 describes it).
    private static let userTimeout = NIOBSDSocket.Option(rawValue: 18)

    /// Bounds what the kernel keeps for a client that does not read, and has it give up on one that is gone without
    /// a word, or has closed its window: it would try for a quarter of an hour otherwise.
    static func set(on channel: any Channel, _ limits: HTTPConnectionLimits) {
        // A connection that takes no option is closed already.
        channel.setOption(
            .socketOption(.so_sndbuf), value: SocketOptionValue(clamping: limits.sendBuffer)
        ).whenFailure { _ in }
        #if os(Linux)
            // Twice the time that the guard allows, which counts those it drops itself.
            let milliseconds = SocketOptionValue(clamping: (limits.write * 2).wholeMilliseconds)
            channel.setOption(
                ChannelOptions.Types.SocketOption(level: .tcp, name: userTimeout), value: milliseconds
            ).whenFailure { _ in }
        #endif
    }
}
