internal import Glibc
internal import NIOCore

/// The kernel's queue of a UDP socket. Only for the loop of the channel.
struct SocketQueue {
    /// SO_MEMINFO of asm-generic/socket.h, and the index of the drop count in its answer (linux/sock_diag.h).
    private static let memoryInformation: CInt = 55
    private static let dropsIndex = 8

    let channel: any Channel

    /// Whether there is nothing to read; true for a closed socket.
    var isEmpty: Bool {
        with { handle in
            var state = pollfd(fd: handle, events: Int16(POLLIN), revents: 0)
            return poll(&state, 1, 0) <= 0 || state.revents & Int16(POLLIN) == 0
        } ?? true
    }

    /// How many datagrams were dropped for lack of room since the socket was opened, modulo 2³²; nil if the system does
    /// not report it.
    var drops: UInt32? {
        with { handle in
            var figures = [UInt32](repeating: 0, count: Self.dropsIndex + 1)
            var length = socklen_t(figures.count * MemoryLayout<UInt32>.stride)
            let wanted = length
            guard getsockopt(handle, SOL_SOCKET, Self.memoryInformation, &figures, &length) == 0, length == wanted
            else { return nil }
            return figures[Self.dropsIndex]
        } ?? nil
    }

    private func with<Value>(_ ask: (NIOBSDSocket.Handle) -> Value) -> Value? {
        // Throws once the socket is closed.
        try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self, ask)
    }
}
