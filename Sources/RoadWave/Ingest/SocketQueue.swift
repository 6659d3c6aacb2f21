internal import Glibc
internal import NIOCore

/// What the system holds of a UDP socket before it is read. Asked on the loop of the channel only.
struct SocketQueue {
    /// SO_MEMINFO of asm-generic/socket.h, and where the dropped ones stand in what it answers (linux/sock_diag.h).
    private static let memoryInformation: CInt = 55
    private static let dropsIndex = 8

    let channel: any Channel

    /// Whether nothing is there to read; so is a closed socket.
    var isEmpty: Bool {
        with { handle in
            var state = pollfd(fd: handle, events: Int16(POLLIN), revents: 0)
            return poll(&state, 1, 0) <= 0 || state.revents & Int16(POLLIN) == 0
        } ?? true
    }

    /// How many datagrams found no room since the socket was opened, modulo 2³²; nil where the system does not tell.
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
