internal import NIOCore
internal import RoadWaveRTC

extension TransportAddress {
    /// The address of a socket; nil for a Unix socket. An IPv4 peer of a dual-stack socket gets its IPv4 address.
    ///
    /// Read from the bytes of `sockaddr_in` and `sockaddr_in6` (RFC 3493 §3.3), since it is needed for every datagram:
    /// family, port, then the IPv4 address, or the flow label and the IPv6 address, each in network order.
    init?(_ address: SocketAddress) {
        guard address.protocol != .unix else { return nil }
        let isVersion6 = address.protocol == .inet6
        self = address.withSockAddr { pointer, size in
            let bytes = UnsafeRawBufferPointer(start: pointer, count: size)
            let port = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
            guard isVersion6 else {
                let bits = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
                return TransportAddress(ip: .v4(bits), port: port)
            }
            let high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            let low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            return TransportAddress(ip: IPAddress.v6(high, low).unmapped, port: port)
        }
    }

    /// The address for a socket of the family that the node is bound to: an IPv6 socket takes IPv4 addresses in mapped
    /// form.
    ///
    /// - Throws: never, since SwiftNIO refuses only lengths other than four and sixteen bytes.
    func socketAddress(mapped: Bool) throws -> SocketAddress {
        var packed = ByteBuffer()
        switch ip {
        case .v4(let bits) where mapped:
            packed.writeInteger(UInt64(0))
            packed.writeInteger(UInt32(0xFFFF))
            packed.writeInteger(bits)
        case .v4(let bits):
            packed.writeInteger(bits)
        case .v6(let high, let low):
            packed.writeInteger(high)
            packed.writeInteger(low)
        }
        return try SocketAddress(packedIPAddress: packed, port: Int(port))
    }
}
