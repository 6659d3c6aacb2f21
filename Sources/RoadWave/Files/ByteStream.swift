internal import Glibc

/// Bytes that can be read once, in order.
protocol ByteStream {
    /// Up to `count` more bytes; none at the end.
    func next(_ count: Int) throws(SystemError) -> [UInt8]
}

/// The standard input of the process.
struct StandardInput: ByteStream {
    func next(_ count: Int) throws(SystemError) -> [UInt8] { try Self.bytes(of: 0, count) }

    /// The next bytes of a descriptor; waits until there are some.
    static func bytes(of descriptor: CInt, _ count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let found = try SystemError.retrying("read") {
            bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        }
        return Array(bytes.prefix(found))
    }
}
