internal import NIOCore
internal import RoadWaveRTC

extension SocketAddress {
    /// The socket's form of an address.
    ///
    /// - Throws: never for an address that is one; the conversion goes through text.
    init(_ address: TransportAddress) throws {
        try self.init(ipAddress: address.ip.description, port: Int(address.port))
    }
}

extension TransportAddress {
    /// The core's form of a socket's address; `nil` for a Unix socket.
    init?(_ address: SocketAddress) {
        guard let text = address.ipAddress, let ip = IPAddress(text), let port = address.port else { return nil }
        self.init(ip: ip, port: UInt16(clamping: port))
    }
}
