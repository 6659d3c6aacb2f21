extension [UInt8] {
    /// Adds a number, its low byte first, as Ogg and its Opus headers have them.
    mutating func append(littleEndian value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}

/// Reads numbers, their low byte first, and runs of bytes; nil past the end.
struct LittleEndianReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The bytes that were not read.
    var remaining: Int { rest.count }

    mutating func read<Value: FixedWidthInteger & UnsignedInteger>(_: Value.Type) -> Value? {
        guard let bytes = read(count: Value.bitWidth / 8) else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | Value($1) }
    }

    mutating func read(count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
