import Glibc

/// A UDP socket on 127.0.0.1 with one correspondent: the port that it was told, or that last wrote.
final class LoopbackSocket {
    struct Failure: Error {
        let call: String
        let code: Int32
    }

    let port: UInt16
    private let descriptor: Int32
    private var correspondent: UInt16?

    init(correspondent: UInt16? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        self.correspondent = correspondent
        var address = LoopbackSocket.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard isBound else { throw Failure(call: "bind", code: errno) }
    }

    deinit {
        close(descriptor)
    }

    func send(_ datagram: [UInt8]) {
        guard let correspondent else { return }
        var address = LoopbackSocket.address(port: correspondent)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(
                    descriptor, datagram, datagram.count, 0, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// The next datagram; `nil` when none comes within `milliseconds`.
    func receive(within milliseconds: Int) -> [UInt8]? {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&event, 1, Int32(clamping: milliseconds)) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var address = LoopbackSocket.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let count = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                recvfrom(descriptor, &buffer, buffer.count, 0, address, &length)
            }
        }
        guard count > 0 else { return nil }
        correspondent = UInt16(bigEndian: address.sin_port)
        return Array(buffer.prefix(count))
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
