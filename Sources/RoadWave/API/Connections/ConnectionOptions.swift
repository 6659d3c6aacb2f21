internal import NIOCore

/// The kernel's options for a connection.
enum ConnectionOptions {
    /// `TCP_USER_TIMEOUT` of `<linux/tcp.h>` (RFC 5482 describes it).
    private static let userTimeout = NIOBSDSocket.Option(rawValue: 18)

    /// Limits the kernel's buffer for a client that does not read, and the kernel's patience with a client that has
    /// vanished or has closed its window. Without this it would retry for a quarter of an hour.
    static func set(on channel: any Channel, _ limits: HTTPConnectionLimits) {
        // A connection that refuses an option is already closed.
        channel.setOption(
            .socketOption(.so_sndbuf), value: SocketOptionValue(clamping: limits.sendBuffer)
        ).whenFailure { _ in }
        #if os(Linux)
            // Twice the guard's time limit, since the guard counts the connections that it closes itself.
            let milliseconds = SocketOptionValue(clamping: (limits.write * 2).wholeMilliseconds)
            channel.setOption(
                ChannelOptions.Types.SocketOption(level: .tcp, name: userTimeout), value: milliseconds
            ).whenFailure { _ in }
        #endif
    }
}
