/// Reads big-endian fields from a datagram. Every read is checked against the end, and returns `nil` beyond it.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: some Sequence<UInt8>) {
        self.init(ArraySlice(bytes))
    }

    init(_ bytes: [UInt8]) {
        self.init(bytes[...])
    }

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Bytes read so far.
    var offset: Int { position - bytes.startIndex }

    /// Bytes not read yet.
    var remaining: Int { bytes.endIndex - position }

    mutating func readUInt8() -> UInt8? {
        guard remaining >= 1 else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func readUInt16() -> UInt16? {
        readInteger(byteCount: 2).map { UInt16(truncatingIfNeeded: $0) }
    }

    /// A 24-bit field, as RTCP uses for the cumulative loss.
    mutating func readUInt24() -> UInt32? {
        readInteger(byteCount: 3).map { UInt32(truncatingIfNeeded: $0) }
    }

    mutating func readUInt32() -> UInt32? {
        readInteger(byteCount: 4).map { UInt32(truncatingIfNeeded: $0) }
    }

    mutating func readUInt64() -> UInt64? {
        readInteger(byteCount: 8)
    }

    /// The next `count` bytes as a view, nothing copied.
    mutating func readBytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, remaining >= count else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Everything not read yet.
    mutating func readRemaining() -> ArraySlice<UInt8> {
        defer { position = bytes.endIndex }
        return bytes[position...]
    }

    mutating func skip(_ count: Int) -> Bool {
        readBytes(count) != nil
    }

    private mutating func readInteger(byteCount: Int) -> UInt64? {
        guard remaining >= byteCount else { return nil }
        var value: UInt64 = 0
        for index in position..<position + byteCount { value = value << 8 | UInt64(bytes[index]) }
        position += byteCount
        return value
    }
}
